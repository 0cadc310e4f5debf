"""What the rules say of one learner in one program: a verdict for each node of the tree, and the whole standing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import AttemptVerdict, ProgramState, Reason, RequirementState, UnitVerdict


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """One node of the tree, judged.

    ``ratio`` is that of the best counting attempt, else of the best attempt known; ``course_run`` is that
    attempt's run, ``earned_on`` when the requirement was earned, None where nobody knows. ``attempts`` holds every
    attempt considered, ordered by run start, then run key. Groups and nested programs have ``children`` and no
    attempts; a nested program's ``ratio`` is its composite.
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
    """What a learner has in a program. ``composite`` is in 0–1 with 4 places, None while nothing is earned.

    ``state`` is the tree's answer unless a person decided otherwise. ``reevaluate_at`` is the next instant at which the
    same facts could give another verdict, or None. ``capstone`` is the best counting ratio of the program's exams, None
    without one; ``graded_runs`` counts attempts with a grade at the requirements that enter the composite;
    ``completed_on`` is the latest of the dates when those were earned.
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
        """True where the tree is earned, whatever a person decided of the program."""
        return self.root.earned

    @property
    def earned(self) -> bool:
        """True where the credential is due."""
        return self.state in (ProgramState.EARNED, ProgramState.AWARDED)

    def courses(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of courses and exams in the definition's order, those of nested programs included."""
        return verdict_leaves(self.root)

    def groups(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of groups and nested programs in the definition's order."""
        return verdict_groups(self.root)


def verdict_groups(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the verdicts of groups and nested programs below ``verdict``, itself included."""
    if verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_groups(child)


def verdict_leaves(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the course and exam verdicts below ``verdict``, itself included."""
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_leaves(child)
