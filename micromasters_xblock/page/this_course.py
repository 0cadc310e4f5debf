"""Describe the block's course in the program: the course's share of the grade, and the work left in the course.

``rows`` has the course's row.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from micromasters_xblock.page.plan import leaves
from micromasters_xblock.visibility import Shown
from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, RequirementProgress

#: In these states a passing grade would mislead, because the grade is embargoed or the course is waived.
SAYS_NO_BAR = frozenset({"embargoed", "waived"})
#: In these states an existing grade counts, or will count when an exam is verified.
SAYS_GRADE = frozenset({"earned", "in_progress", "exam_to_take", "exam_under_review"})


def this_course(progress: LearnerProgress, *, now: datetime, reader: Reader, shown: Shown) -> str:
    """Return the sentences. Return "" if the block's course is not part of the program."""
    course = next((leaf for leaf in leaves(progress.requirements) if leaf.is_this_course), None)
    if course is None:
        return ""
    share = _share(course, progress.requirements) if shown.grades else None
    return reader.sentences(
        _place(course, progress, reader),
        reader.gettext("Its share of the composite is %(share)s.", share=reader.ratio(share)) if share else "",
        _left(course, now, reader, says_missing=not shown.is_compact),
    )


def _place(course: RequirementProgress, progress: LearnerProgress, reader: Reader) -> str:
    choice = _choice_of(course, progress.requirements)
    if choice is None:
        return reader.ngettext(
            "%(code)s is the one requirement of this program.",
            "%(code)s is one of the %(number)s requirements of this program.",
            progress.total_requirements,
            code=course.key,
        )
    return reader.gettext(
        "%(code)s is one of %(total)s in %(group)s, of which %(required)s must be earned.",
        code=course.key,
        total=str(len(choice.children)),
        group=choice.title,
        required=str(choice.required),
    )


def _left(course: RequirementProgress, now: datetime, reader: Reader, *, says_missing: bool) -> str:
    """Describe the work left in the course.

    ``says_missing`` is False if the course's row on the page already gives the missing amount.
    """
    bar, ratio, state = course.passing_grade, course.ratio, course.state.value
    if bar is None or state in SAYS_NO_BAR:
        return ""
    figures = {"bar": reader.bar(bar)}
    if ratio is None or state not in SAYS_GRADE:
        return reader.gettext("It asks for a grade of %(bar)s.", **figures)
    figures["ratio"] = reader.ratio(ratio, bar=bar)
    if ratio < bar and runs.has_ended(course.course_run, now):
        return reader.gettext("You had %(ratio)s; it asks for %(bar)s.", **figures)
    if ratio >= bar or not says_missing:
        return reader.gettext("You have %(ratio)s; it asks for %(bar)s.", **figures)
    return reader.gettext(
        "You have %(ratio)s and need %(bar)s: %(missing)s more is enough.",
        missing=reader.missing(ratio, bar),
        **figures,
    )


def _choice_of(course: RequirementProgress, requirements: Sequence[RequirementProgress]) -> RequirementProgress | None:
    """Return the innermost choice that contains the course."""
    for group in requirements:
        if course in leaves(group.children):
            inner = _choice_of(course, group.children)
            return inner or (group if group.required < len(group.children) else None)
    return None


def _share(course: RequirementProgress, requirements: Sequence[RequirementProgress]) -> Decimal | None:
    """Return the course's share of the total weight, from 0 to 1.

    Return None if the share depends on the learner's choices.
    """
    weights = [leaf.weight for leaf in leaves(requirements)]
    return course.weight / sum(weights) if _all_count(requirements) else None


def _all_count(requirements: Sequence[RequirementProgress]) -> bool:
    return all(
        _all_count(each.children) and each.required >= len(each.children) and each.state.value != "waived"
        for each in requirements
    )
