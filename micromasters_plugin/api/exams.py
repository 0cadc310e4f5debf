"""Exam attempts that did not come as events."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import ExamImportResult
from micromasters_plugin.progress import exam_import
from micromasters_plugin.tasks import schedule_evaluation


def import_exam_attempts(text: str, *, is_dry_run: bool = False, now: datetime | None = None) -> ExamImportResult:
    """Import attempts from the text of a CSV or JSON lines file; the same file twice writes nothing more.

    Raises:
        ExamFileError: the text is refused; its ``problems`` name line and column; nothing was written.
    """
    result = exam_import.import_attempts(text, is_dry_run=is_dry_run, now=now or timezone.now())
    if result.written and not is_dry_run:
        schedule_evaluation()
    return result
