"""List the learner's next steps toward the credential and the admission bar, and the first step of a beginner.

The steps follow from the progress alone. This module computes no grades.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from micromasters_xblock.readable import Readable
from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.runs import Action

if TYPE_CHECKING:
    from micromasters_plugin.data import AdmissionGrade, LearnerProgress, RequirementProgress


EXAM_STATES = frozenset({"exam_to_take", "exam_under_review", "exam_rejected", "exam_errored"})


@dataclass(frozen=True, slots=True)
class Step(Readable):
    """A line of the plan with a goal, and with an action that leads to the goal."""

    goal: str
    detail: str
    action: Action | None = None


def next_steps(progress: LearnerProgress, *, now: datetime, reader: Reader) -> list[Step]:
    """Return the steps in reading order. Return [] if an override decides.

    If the credential is earned, only the grades that admission requires in named courses are left.
    """
    if was_decided(progress):
        return []
    named = [Step(reader.gettext("Admission bar:"), detail) for detail in _named_grades(progress, reader)]
    if progress.earned:
        return named
    goal = reader.gettext("Credential:")
    steps = [Step(goal, sentence) for sentence in _still_needed(progress.requirements, reader)]
    bar, composite = progress.admission_bar, progress.composite
    if bar is not None:
        detail = reader.gettext("a composite of %(bar)s or more.", bar=reader.bar(bar))
        if composite is not None:
            detail = reader.gettext(
                "a composite of %(bar)s or more; yours is %(composite)s so far.",
                bar=reader.bar(bar),
                composite=reader.ratio(composite, bar=bar),
            )
        steps.append(Step(reader.gettext("Admission bar:"), detail))
    return steps + named


def first_step(progress: LearnerProgress, *, now: datetime, reader: Reader) -> Step | None:
    """Return the step for a learner who has not begun.

    The step is the first course with a run that the learner can join, or None.
    """
    for course in leaves(progress.requirements):
        if course.state.value != "locked" and runs.can_join(course.next_run, now):
            name = f"{course.key} {course.title}"
            return Step(
                reader.gettext("Begin with %(course)s.", course=name),
                runs.next_run(course.next_run, now, reader),
                runs.enroll(course.next_run, now, reader.gettext("See the course")),
            )
    return None


def was_decided(progress: LearnerProgress) -> bool:
    """Tell whether the learner's progress is held or revoked, or the credential is suspended or revoked.

    In each of these cases the learner has no next step.
    """
    credential = progress.credential
    is_withdrawn = credential is not None and credential.state.value in ("suspended", "revoked")
    return is_withdrawn or progress.state.value in ("held", "revoked")


def leaves(requirements: Sequence[RequirementProgress]) -> Iterator[RequirementProgress]:
    """Yield the courses and exams below ``requirements``, in order."""
    for requirement in requirements:
        if requirement.children:
            yield from leaves(requirement.children)
        else:
            yield requirement


def grades_by_bar(grades: Sequence[AdmissionGrade], reader: Reader) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield, for each bar, the number of courses that lack the grade, and the bar and the courses in words."""
    by_bar: dict[Decimal, list[str]] = {}
    for grade in grades:
        if not grade.is_met:
            by_bar.setdefault(grade.bar, []).append(grade.key)
    for bar, keys in by_bar.items():
        yield len(keys), {"bar": reader.bar(bar), "courses": reader.conjunction(keys)}


def _named_grades(progress: LearnerProgress, reader: Reader) -> Iterator[str]:
    """Yield a sentence for each grade that admission requires and that a course lacks, with the limits."""
    limits = []
    if progress.admission_attempts is not None:
        limits.append(
            reader.ngettext(
                "Only the first attempt counts for it.",
                "Only the first %(number)s attempts count for it.",
                progress.admission_attempts,
            )
        )
    if progress.admission_until is not None:
        limits.append(
            reader.gettext(
                "It counts until %(date)s.", date=reader.rule_day(progress.admission_until, progress.program.timezone)
            )
        )
    for number, words in grades_by_bar(progress.admission_grades, reader):
        needed = reader.ngettext(
            "%(bar)s or more in %(courses)s.", "%(bar)s or more in each of %(courses)s.", number, **words
        )
        yield reader.sentences(needed, *limits)


def _still_needed(requirements: Sequence[RequirementProgress], reader: Reader) -> Iterator[str]:
    """Yield a sentence for each missing passing grade, each unverified exam and each open choice."""
    by_bar: dict[Decimal | None, list[str]] = {}
    exams: list[str] = []
    choices: list[RequirementProgress] = []
    _collect(requirements, by_bar, exams, choices)
    for bar, keys in by_bar.items():
        if bar is None:
            yield reader.gettext("everything that %(programs)s asks for.", programs=reader.conjunction(keys))
            continue
        yield reader.ngettext(
            "%(bar)s or more in %(courses)s.",
            "%(bar)s or more in each of %(courses)s.",
            len(keys),
            bar=reader.bar(bar),
            courses=reader.conjunction(keys),
        )
    if exams:
        yield reader.gettext("the proctored exam verified in %(courses)s.", courses=reader.conjunction(exams))
    for choice in choices:
        open_keys = [child.key for child in choice.children if child.state.value not in ("earned", "waived")]
        yield reader.gettext(
            "%(count)s more of %(courses)s.",
            count=str(choice.required - choice.earned_children),
            courses=reader.conjunction(open_keys),
        )


def _collect(
    requirements: Sequence[RequirementProgress],
    by_bar: dict[Decimal | None, list[str]],
    exams: list[str],
    choices: list[RequirementProgress],
) -> None:
    for requirement in requirements:
        if requirement.state.value in ("earned", "waived"):
            continue
        if _lacks_only_the_exam(requirement):
            exams.append(requirement.key)
        elif not requirement.children:
            by_bar.setdefault(requirement.passing_grade, []).append(requirement.key)
        elif requirement.required < len(requirement.children):
            choices.append(requirement)
        else:
            _collect(requirement.children, by_bar, exams, choices)


def _lacks_only_the_exam(requirement: RequirementProgress) -> bool:
    """Tell whether the grade is high enough and only the proctored exam is missing."""
    bar, ratio = requirement.passing_grade, requirement.ratio
    return requirement.state.value in EXAM_STATES and bar is not None and ratio is not None and ratio >= bar
