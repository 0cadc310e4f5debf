"""Warn a course team about problems of the chosen program. The module ``notice`` handles a block without a program."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.page.plan import leaves
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress


def problems_of(outline: LearnerProgress, *, in_course: bool, now: datetime, reader: Reader) -> Iterator[str]:
    """Yield a sentence for each problem. ``in_course`` is False in a library, which belongs to no program."""
    if outline.program.retired is not None:
        yield reader.gettext(
            "The chosen program was retired on %(date)s: choose another, or take the block away.",
            date=reader.date(outline.program.retired),
        )
    ends, ends_at = outline.program.ends, outline.program.ends_at
    if ends is not None and ends_at is not None and ends_at <= now:
        yield reader.gettext(
            "The chosen program ended on %(date)s: what is reached later does not count.", date=reader.date(ends)
        )
    courses = list(leaves(outline.requirements))
    if in_course and not any(course.is_this_course for course in courses):
        yield reader.gettext("This course is not part of the chosen program.")
    undated = [course.key for course in courses if course.next_run is not None and course.next_run.start is None]
    if undated:
        yield reader.gettext(
            "Learners are told no date, because the next run has none: %(courses)s.",
            courses=reader.conjunction(undated),
        )
