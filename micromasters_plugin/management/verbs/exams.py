"""Verbs for exam attempts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.exceptions import ExamFileError
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.files import unreadable
from micromasters_plugin.management.verbs.reporting import add_json, report

EXAMPLES = """\
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


def add(verbs: Verbs) -> None:
    text = "Import proctored exam attempts whose events were lost."
    attempts = declare(verbs, "import-exam-attempts", import_exam_attempts, text, examples=EXAMPLES)
    attempts.add_argument("file", metavar="FILE", type=Path, help="CSV or JSON lines")
    attempts.add_argument("--dry-run", action="store_true", help="check the file and count; write nothing")
    add_json(attempts)


def import_exam_attempts(command: BaseCommand, *, file: Path, dry_run: bool, as_json: bool, **options: Any) -> None:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(file, error) from error
    try:
        result = api.import_exam_attempts(text, is_dry_run=dry_run)
    except ExamFileError as error:
        raise CommandError(f"{file} was refused, nothing was imported:\n{error}") from error
    would = "to be written" if dry_run else "written"
    report(
        command,
        result,
        f"{result.attempts} attempts: {result.written} {would}, {result.known} known already, "
        f"{result.untracked} in runs of no program",
        as_json=as_json,
    )
