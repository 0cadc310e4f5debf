"""The rules' answer about one learner in one program: a verdict for each node of the tree, and the standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import AttemptVerdict, ProgramState, Reason, RequirementState, UnitVerdict


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """The verdict of one node of the tree.

    ``ratio`` and ``course_run`` are those of the best counting attempt, or if none counts, of the best attempt.
    ``earned_on`` is when the requirement was earned, None if it is unknown. ``attempts`` holds every attempt
    considered, ordered by run start, then run key. Groups and nested programs have ``children`` and no attempts. The
    ``ratio`` of a nested program is its composite grade.
    """

    key: str
    earned: bool
    state: RequirementState
    weight: Decimal = Decimal(1)
    ratio: Decimal | None = None
    course_run: str = ""
    earned_on: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    attempts: tuple[AttemptVerdict, ...] = ()
    children: tuple[RequirementVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class ProgramVerdict:
    """A learner's standing in a program. ``composite`` is in 0–1 with 4 places, None while nothing is earned.

    ``state`` follows from the tree, unless a person overrides it. ``reevaluate_at`` is the next instant at which the
    same facts could give another verdict, or None. ``capstone`` is the best counting ratio of the program's exams, None
    without one. ``graded_runs`` counts attempts with a grade at the requirements that enter the composite grade, and
    ``completed_on`` is the latest date on which one of these was earned.
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
    completed_on: datetime | None
    units: tuple[UnitVerdict, ...] = ()

    @property
    def satisfied(self) -> bool:
        """Tell whether the tree is earned, whatever overrides say about the program."""
        return self.root.earned

    @property
    def earned(self) -> bool:
        """Tell whether the learner should hold the credential."""
        return self.state in (ProgramState.EARNED, ProgramState.AWARDED)

    def courses(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of courses and exams in the definition's order, also those inside nested programs."""
        return verdict_leaves(self.root)

    def groups(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of groups and nested programs, in the definition's order."""
        return verdict_groups(self.root)


def verdict_groups(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the verdicts of groups and nested programs, from ``verdict`` itself downwards."""
    if verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_groups(child)


def verdict_leaves(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the verdicts of courses and exams, from ``verdict`` itself downwards."""
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_leaves(child)
