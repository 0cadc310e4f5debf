"""Define the verbs for exam attempts whose events were lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import ExamFetchResult, FetchedExam, FetchedRun
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import ExamFileError
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.files import unreadable
from micromasters_plugin.management.verbs.rehearsing import would
from micromasters_plugin.management.verbs.reporting import add_json, fail, refusal, report

IMPORT_EXAMPLES = """\
CSV with this header, or one JSON object with these fields a line:
  user_id,course_run,usage_key,status,time
  7,course-v1:Ex+1x+2026,block-v1:Ex+1x+2026+type@sequential+block@exam,verified,2026-05-01T12:00:00+00:00

status is submitted, verified, rejected, errored or reset; of one exam the latest time counts.
Runs of no program are counted and left out. A file with any fault is refused whole.

examples:
  micromasters import-exam-attempts attempts.csv --dry-run
  micromasters import-exam-attempts attempts.csv

exit status: 0 imported, 1 refused, 2 the command line is wrong
"""

FETCH_EXAMPLES = """\
Asks edx-exams about every run in which a program wants a proctored exam and for which course_apps.exams_ida is on.
A status that is news counts from just before it was asked for. A run that fails stops no other. Safe from cron.

examples:
  micromasters fetch-exam-attempts --dry-run
  micromasters fetch-exam-attempts --program scm

exit status: 0 all was read, 1 something was not: it is named on standard error, 2 the command line is wrong
"""

#: A line lists at most this many ids, and counts the remaining ids.
NAMED = 20


def add(verbs: Verbs) -> None:
    text = "Import proctored exam attempts whose events were lost."
    attempts = declare(verbs, "import-exam-attempts", import_exam_attempts, text, examples=IMPORT_EXAMPLES)
    attempts.add_argument("file", metavar="FILE", type=Path, help="CSV or JSON lines")
    attempts.add_argument("--dry-run", action="store_true", help="check the file and count; write nothing")
    add_json(attempts)
    text = "Fetch proctored exam attempts from edx-exams."
    fetch = declare(verbs, "fetch-exam-attempts", fetch_exam_attempts, text, examples=FETCH_EXAMPLES)
    fetch.add_argument("--program", default="", metavar="KEY", help="one program; by default all")
    fetch.add_argument("--dry-run", action="store_true", help="ask and count; write nothing")
    add_json(fetch)


def import_exam_attempts(command: BaseCommand, *, file: Path, dry_run: bool, as_json: bool, **options: Any) -> None:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(file, error) from error
    try:
        result = api.import_exam_attempts(text, actor=OPERATOR, is_dry_run=dry_run)
    except ExamFileError as error:
        raise refusal(error, f"{file} was refused, nothing was imported:\n{error}") from error
    report(
        command,
        result,
        f"{result.attempts} attempts: {result.written} {_written(dry_run)}, {result.known} known already, "
        f"{result.untracked} in runs of no program",
        as_json=as_json,
    )


def fetch_exam_attempts(command: BaseCommand, *, program: str, dry_run: bool, as_json: bool, **options: Any) -> None:
    def tell(run: FetchedRun) -> None:
        if not as_json:
            command.stdout.write("\n".join(_lines(run, dry_run)))

    result = api.fetch_exam_attempts(program_key=program, is_dry_run=dry_run, watch=tell)
    text = f"{len(result.runs)} runs asked, {result.written} attempts {_written(dry_run)}"
    if result.runs_without_service:
        text += (
            f"; no exam service is set for {len(result.runs_without_service)} more: import-exam-attempts takes files"
        )
    report(command, result, would(dry_run, text), as_json=as_json)
    if missed := list(_missed(result)):
        fail(f"not fetched: {'; '.join(missed)}")


def _lines(run: FetchedRun, dry_run: bool) -> Iterator[str]:
    yield f"{run.course_run}{_remark(run)}"
    for exam in run.exams:
        counts = f"{exam.results} results, {exam.written} {_written(dry_run)}, {exam.known} known already"
        yield f"  {exam.usage_key}: {counts}"
        if exam.without_user:
            yield f"    attempts of users who are unknown to the LMS or leaving: {_named(exam.without_user)}"
        if exam.missing_learners:
            missing = f"learners {_named(exam.missing_learners)}"
            yield f"    stored here but missing in the service (reset, or in an older exam): {missing}"


def _remark(run: FetchedRun) -> str:
    if run.error:
        return ": not fetched, or not whole"
    return "" if run.is_kept else ": edx-exams leaves its exams to edx-proctoring"


def _missed(result: ExamFetchResult) -> Iterator[str]:
    for failure in result.failures:
        yield f"{failure.program_key}: {failure.error}"
    for run in result.runs:
        if run.error:
            yield f"{run.course_run}: {run.error}"
        for exam in run.exams:
            yield from _unread(exam)


def _unread(exam: FetchedExam) -> Iterator[str]:
    for word in sorted({attempt.word for attempt in exam.unknown_status}):
        ids = [attempt.id for attempt in exam.unknown_status if attempt.word == word]
        yield f"{exam.usage_key}: the status {word!r} is not known: attempts {_named(ids)}"


def _written(dry_run: bool) -> str:
    return "to be written" if dry_run else "written"


def _named(ids: Sequence[int]) -> str:
    more = f" and {len(ids) - NAMED} more" if len(ids) > NAMED else ""
    return ", ".join(map(str, ids[:NAMED])) + more
