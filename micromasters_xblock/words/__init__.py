"""What a requirement says: the word of its state, one sentence, and at most one action.

States and reasons come as codes with values; whatever depends on the clock is decided here, from ``now``. What is said
of the program as a whole is in ``outcome``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import exams, grading, groups, joining, withheld
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress

__all__ = ["MESSAGES", "Words", "describe"]

#: The catalogue: each code of ``RequirementState`` has exactly one message.
MESSAGES: dict[str, Callable[[RequirementProgress, datetime, Reader], Words]] = {
    "earned": grading.earned,
    "not_enrolled": joining.not_enrolled,
    "audit": joining.audit,
    "in_progress": grading.in_progress,
    "below_program_bar": grading.below_program_bar,
    "exam_to_take": exams.exam_to_take,
    "exam_under_review": exams.exam_under_review,
    "exam_rejected": exams.exam_rejected,
    "exam_errored": exams.exam_errored,
    "embargoed": withheld.embargoed,
    "invalidated": withheld.invalidated,
    "out_of_order": grading.out_of_order,
    "locked": joining.locked,
    "waived": grading.waived,
    "counts_elsewhere": grading.counts_elsewhere,
    "outside_dates": grading.outside_dates,
    "final_to_take": grading.final_to_take,
    "final_below_bar": grading.final_below_bar,
    "group_open": groups.group_open,
}


def describe(requirement: RequirementProgress, *, now: datetime, reader: Reader) -> Words:
    """Return the words for a requirement, as of ``now``."""
    return MESSAGES[requirement.state.value](requirement, now, reader)
