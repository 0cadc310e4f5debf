"""Find the learners whose standing awaits a result: an exam is under review, or a result is held back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.domain.reasons import EMBARGOED, EXAM_UNDER_REVIEW
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.standings.models import Standing

#: A page of verdicts has this many rows, because verdicts are large.
PAGE = 500


@dataclass(frozen=True, slots=True)
class AwaitedResults:
    """A learner whose standing awaits results. Each flag tells whether the standing awaits at least one such result."""

    user_id: int
    under_review: bool
    held_back: bool


def awaited_results(program_id: int) -> Iterator[AwaitedResults]:
    """Yield, by ascending id, the learners with an unearned course whose attempt awaits a result.

    The function streams the verdicts of all standings of the program.
    """
    rows = Standing.objects.filter(program_id=program_id).order_by("user_id").values_list("user_id", "verdict")
    for user_id, verdict in rows.iterator(chunk_size=PAGE):
        codes = {
            reason.code
            for course in SPARSE.decode(ProgramVerdict, verdict).courses()
            if not course.earned
            for attempt in course.attempts
            for reason in attempt.reasons
        }
        if not codes.isdisjoint((EXAM_UNDER_REVIEW.code, EMBARGOED.code)):
            yield AwaitedResults(user_id, EXAM_UNDER_REVIEW.code in codes, EMBARGOED.code in codes)
