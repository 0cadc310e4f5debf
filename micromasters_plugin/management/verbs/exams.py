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
The file is CSV with this header, or has one JSON object with these fields on each line:
  user_id,course_run,usage_key,status,time
  7,course-v1:Ex+1x+2026,block-v1:Ex+1x+2026+type@sequential+block@exam,verified,2026-05-01T12:00:00+00:00

The status is submitted, verified, rejected, errored or reset. The attempt with the latest time counts for an exam.
Attempts in runs of no program are counted, but not imported. If a file has a fault, nothing is imported.

examples:
  micromasters import-exam-attempts attempts.csv --dry-run
  micromasters import-exam-attempts attempts.csv

exit status: 0 success, 1 refusal, 2 wrong command line
"""

FETCH_EXAMPLES = """\
The command asks edx-exams about each run with course_apps.exams_ida in which a program requires a proctored exam.
A new status counts from just before the request. If a run fails, the other runs are still fetched.
Cron can run the command.

examples:
  micromasters fetch-exam-attempts --dry-run
  micromasters fetch-exam-attempts --program scm

exit status: 0 success, 1 some results were not read (standard error lists them), 2 wrong command line
"""

#: A line lists at most this many ids, and counts the remaining ids.
NAMED = 20


def add(verbs: Verbs) -> None:
    text = "Import proctored exam attempts whose events were lost."
    attempts = declare(verbs, "import-exam-attempts", import_exam_attempts, text, examples=IMPORT_EXAMPLES)
    attempts.add_argument("file", metavar="FILE", type=Path, help="CSV or JSON lines")
    attempts.add_argument(
        "--dry-run", action="store_true", help="check the file and count the attempts, but write nothing"
    )
    add_json(attempts)
    text = "Fetch proctored exam attempts from edx-exams."
    fetch = declare(verbs, "fetch-exam-attempts", fetch_exam_attempts, text, examples=FETCH_EXAMPLES)
    fetch.add_argument("--program", default="", metavar="KEY", help="key of one program; by default all programs")
    fetch.add_argument("--dry-run", action="store_true", help="fetch and count the attempts, but write nothing")
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
    text = f"asked about {len(result.runs)} runs, {result.written} attempts {_written(dry_run)}"
    if result.runs_without_service:
        text += (
            f"; {len(result.runs_without_service)} more runs have no exam service: use import-exam-attempts for "
            "these runs"
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
        return ": not fetched completely"
    return "" if run.is_kept else ": edx-proctoring keeps the exams of this run"


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
