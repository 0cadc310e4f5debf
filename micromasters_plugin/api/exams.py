"""Import and fetch exam attempts that did not arrive as events."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import Actor, ExamFetchResult, ExamImportResult, FetchedRun
from micromasters_plugin.exams import fetching, importing
from micromasters_plugin.programs.registry import program_ids_in_use
from micromasters_plugin.tasks import schedule_evaluation


def import_exam_attempts(
    text: str, *, actor: Actor, is_dry_run: bool = False, now: datetime | None = None
) -> ExamImportResult:
    """Import attempts from the text of a CSV or JSON lines file. A second import of a file writes nothing.

    Raises:
        NotAllowedError: the actor may not import.
        ExamFileError: the text is invalid. ``problems`` names the line and the column of each problem. Nothing was
            written.
    """
    result = importing.import_attempts(text, actor=actor, is_dry_run=is_dry_run, now=now or timezone.now())
    if result.written and not is_dry_run:
        schedule_evaluation()
    return result


def fetch_exam_attempts(
    *,
    program_key: str = "",
    is_dry_run: bool = False,
    now: datetime | None = None,
    watch: Callable[[FetchedRun], None] = lambda run: None,
) -> ExamFetchResult:
    """Request exam attempts from the exam service for every run that has a proctored exam.

    The function requests the attempts of one program's runs, or of all programs' runs by default. A new status is
    stored with the time ``now``. By default, ``now`` is the time just before each request. A second call writes nothing
    new. If a request for a run fails, the run's result has an ``error``, and the function continues with the other
    runs.

    Args:
        watch: a function that is called with each run's result when the result is complete.

    Raises:
        UnknownProgramError: no program has the given key.
        RetiredProgramError: the program was retired.
    """
    program_ids = program_ids_in_use(program_key)
    result = fetching.fetch_attempts(program_ids, is_dry_run=is_dry_run, now=now, watch=watch)
    if result.written and not is_dry_run:
        schedule_evaluation()
    return result
