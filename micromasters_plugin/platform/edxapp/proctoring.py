"""Read proctored attempts from edx-proctoring, which sends no events. Attempts in edx-exams arrive as events."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps

from micromasters_plugin.data.states import ExamStatus
from micromasters_plugin.data.truth import ExamAttempt
from micromasters_plugin.platform.gradebook import Pair

#: edx-proctoring sets one of these statuses after a learner handed in an exam. In any other status the learner still
#: has to take the exam.
STATUS = {
    "submitted": ExamStatus.SUBMITTED,
    "second_review_required": ExamStatus.SUBMITTED,
    "verified": ExamStatus.VERIFIED,
    "rejected": ExamStatus.REJECTED,
    "error": ExamStatus.ERRORED,
}


def exam_attempts(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
    """Return the newest attempt at each proctored exam, but leave out practice exams.

    The function sends one query, or no query if the app is absent.
    """
    if not apps.is_installed("edx_proctoring"):
        return {}
    from edx_proctoring.models import ProctoredExamStudentAttempt

    rows = ProctoredExamStudentAttempt.objects.filter(
        user_id__in=user_ids,
        proctored_exam__course_id__in=runs,
        proctored_exam__is_proctored=True,
        proctored_exam__is_practice_exam=False,
        is_sample_attempt=False,
    ).order_by("id")
    newest: dict[tuple[int, str, str], ExamAttempt] = {}
    for user_id, run, content, status, modified in rows.values_list(
        "user_id", "proctored_exam__course_id", "proctored_exam__content_id", "status", "modified"
    ):
        newest[user_id, run, content] = ExamAttempt(content, STATUS.get(status, ExamStatus.RESET), modified)
    attempts: dict[Pair, list[ExamAttempt]] = {}
    for (user_id, run, _), attempt in newest.items():
        attempts.setdefault((user_id, run), []).append(attempt)
    return attempts
