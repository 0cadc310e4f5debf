"""Define the results of an evaluation: the verdict for each node of the tree, and the learner's standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data import AttemptVerdict, ProgramState, Reason, RequirementState, UnitVerdict


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """The verdict for one node of the tree.

    ``ratio`` and ``course_run`` come from the best counting attempt. If no attempt counts, ``ratio`` and ``course_run``
    come from the best attempt. ``earned_on`` is the day on which the requirement was earned, or None if the day is
    unknown. ``attempts`` has every attempt, ordered by run start and then by run key. A group or nested program has
    ``children``, and has no attempts. The ``ratio`` of a nested program is its composite grade, and ``first_day`` and
    ``last_day`` are its days. ``enters`` tells whether the leaf enters the composite grade. Every earned leaf enters,
    unless ``choice`` decides otherwise.
    """

    key: str
    earned: bool
    state: RequirementState
    weight: Decimal = Decimal(1)
    ratio: Decimal | None = None
    course_run: str = ""
    earned_on: date | None = None
    reasons: tuple[Reason, ...] = ()
    attempts: tuple[AttemptVerdict, ...] = ()
    children: tuple[RequirementVerdict, ...] = ()
    enters: bool = False
    first_day: date | None = None
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class ProgramVerdict:
    """A learner's standing in a program. ``composite`` is in 0–1 with 4 places, or None if nothing is earned.

    ``state`` follows from the tree. If an override is in force, ``state`` follows from the override. ``reevaluate_at``
    is the next instant at which unchanged facts could give another verdict, or None. ``capstone`` is the best counting
    ratio of the program's exams, or None. ``graded_runs`` counts the tries at the requirements that enter the
    composite grade. ``completed_on`` is the latest day on which a requirement in the
    composite grade was earned, or None if one of these days is unknown. ``first_day`` is the day on which the tree was
    first earned, and ``last_day`` is the latest day of what counts in it. None is an unknown day. Another attempt or
    elective makes neither the first day later nor the last day earlier.
    """

    root: RequirementVerdict
    state: ProgramState
    earned_requirements: int
    total_requirements: int
    composite: Decimal | None
    meets_admission_bar: bool
    reevaluate_at: datetime | None
    capstone: Decimal | None
    graded_runs: int
    completed_on: date | None
    units: tuple[UnitVerdict, ...] = ()
    first_day: date | None = None
    last_day: date | None = None

    @property
    def satisfied(self) -> bool:
        """Tell whether the tree is earned, regardless of overrides of the whole program."""
        return self.root.earned

    @property
    def earned(self) -> bool:
        """Tell whether the learner should hold the credential."""
        return self.state in (ProgramState.EARNED, ProgramState.AWARDED)

    def courses(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of courses and exams in the definition's order.

        The courses and exams inside nested programs are included.
        """
        return verdict_leaves(self.root)

    def groups(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of groups and nested programs in the definition's order."""
        return verdict_groups(self.root)


def verdict_groups(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the verdicts of groups and nested programs in the tree of ``verdict``. The root comes first."""
    if verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_groups(child)


def verdict_leaves(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the verdicts of courses and exams in the tree of ``verdict``."""
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_leaves(child)
