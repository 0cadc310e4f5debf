"""Let a verified make-up exam clear an exam that errored.

A definition or staff name the pairs of exams. The plugin never infers a pair from a title or a date.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from micromasters_plugin.data import Attempt, ExamStatus

#: A pair has the usage key of the make-up exam, and the usage key of the exam that the make-up exam replaces.
Pair = tuple[str, str]


def with_make_ups(attempt: Attempt, pairs: Collection[Pair], statuses: Mapping[str, ExamStatus]) -> Attempt:
    """Return the attempt. An errored exam is verified in the result if a make-up for the exam is verified.

    A make-up that is itself cleared by another make-up clears nothing.

    Args:
        attempt: an attempt.
        pairs: the pairs of exams.
        statuses: usage key → the status of each exam that the learner took, in any run.
    """
    cleared = {original for make_up, original in pairs if statuses.get(make_up) is ExamStatus.VERIFIED}
    if not any(exam.usage_key in cleared for exam in attempt.exams):
        return attempt
    exams = tuple(
        replace(exam, status=ExamStatus.VERIFIED)
        if exam.status is ExamStatus.ERRORED and exam.usage_key in cleared
        else exam
        for exam in attempt.exams
    )
    return replace(attempt, exams=exams)
