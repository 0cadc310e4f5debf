"""Store exam attempts without an event, and store each attempt only once. Store either the whole file or nothing.

This module works like a receiver of an event. For each attempt, the module writes a fact, and writes a hint for every
program of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from micromasters_plugin.data import Actor, ExamAttempt, ExamImportResult
from micromasters_plugin.exams.files import ImportedAttempt, parse_attempts
from micromasters_plugin.exceptions import ExamFileError, FileProblem
from micromasters_plugin.inbox.intake import append_hints
from micromasters_plugin.inbox.models import ExamEvent
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.tracking import tracked_runs

#: One query looks up at most this many learners.
CHUNK = 500

#: The learner, exam, status and time together identify an attempt.
Known = tuple[int, str, str, datetime]

#: This type has the learner, the course run and the attempt.
Due = tuple[int, str, ExamAttempt]


def import_attempts(text: str, *, actor: Actor, is_dry_run: bool, now: datetime) -> ExamImportResult:
    """Write the new attempts of a file in one transaction, but write nothing if ``is_dry_run`` is true.

    Attempts in runs that belong to no program are counted and not written.

    Raises:
        NotAllowedError: the actor may not import exam attempts.
        ExamFileError: a line is wrong or names an unknown learner, and nothing was written.
    """
    roles.require(roles.may_import_exam_attempts, actor)
    attempts = parse_attempts(text, now=now)
    _check_learners(attempts)
    tracked = [attempt for attempt in attempts if tracked_runs.programs_of(attempt.course_run)]
    known = _known_attempts({attempt.user_id for attempt in tracked})
    new = {key: attempt for attempt in tracked if (key := _key(attempt)) not in known}
    if not is_dry_run:
        store_attempts(((attempt.user_id, attempt.course_run, attempt.exam) for attempt in new.values()), now=now)
    return ExamImportResult(
        attempts=len(attempts),
        written=len(new),
        known=len(tracked) - len(new),
        untracked=len(attempts) - len(tracked),
        is_dry_run=is_dry_run,
    )


@transaction.atomic
def store_attempts(attempts: Iterable[Due], *, now: datetime) -> None:
    """Write a fact and the fact's hints for each attempt, in one transaction."""
    for user_id, run, exam in attempts:
        append_hints(user_id, run, now=now, exam=exam)


def _check_learners(attempts: Sequence[ImportedAttempt]) -> None:
    existing: set[int] = set()
    for part in _chunks({attempt.user_id for attempt in attempts}):
        existing |= get_people().existing_users(part)
    problems = [
        FileProblem(attempt.line, "user_id", f"the platform has no learner {attempt.user_id}")
        for attempt in attempts
        if attempt.user_id not in existing
    ]
    if problems:
        raise ExamFileError(problems)


def _known_attempts(user_ids: set[int]) -> set[Known]:
    known: set[Known] = set()
    for part in _chunks(user_ids):
        known.update(ExamEvent.objects.filter(user_id__in=part).values_list("user_id", "usage_key", "status", "time"))
    return known


def _key(attempt: ImportedAttempt) -> Known:
    return (attempt.user_id, attempt.exam.usage_key, attempt.exam.status.value, attempt.exam.time)


def _chunks(user_ids: set[int]) -> list[list[int]]:
    ordered = sorted(user_ids)
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]
