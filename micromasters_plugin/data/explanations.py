"""The full trace of an evaluation: each requirement and each attempt, and why it counts or does not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.truth import Attempt
from micromasters_plugin.data.verdicts import (
    AttemptVerdict,
    OverrideDecision,
    ProgramState,
    Reason,
    RequirementState,
    UnitVerdict,
)


@dataclass(frozen=True, slots=True)
class ExplainedAttempt:
    """One attempt as the evaluator saw it, with its verdict. ``is_used``: it decides the requirement's verdict.

    A final exam ``is_used`` if its grade was added to that of the used coursework.
    """

    attempt: Attempt
    verdict: AttemptVerdict
    is_used: bool


@dataclass(frozen=True, slots=True)
class ExplainedRequirement:
    """One node of the tree, with the attempts behind its verdict. A group or nested program has ``children``.

    ``required`` is how many of its children must be earned. ``version`` is the version that binds the learner in a
    nested program, None elsewhere. ``held_until`` is the end of an embargo in force, or None. ``enters_composite``:
    its grade is part of the composite grade.
    """

    key: str
    kind: str
    title: str
    earned: bool
    state: RequirementState
    reasons: tuple[Reason, ...]
    passing_grade: Decimal | None
    weight: Decimal
    ratio: Decimal | None
    letter: str
    enters_composite: bool
    held_until: datetime | None = None
    attempts: tuple[ExplainedAttempt, ...] = ()
    finals: tuple[ExplainedAttempt, ...] = ()
    children: tuple[ExplainedRequirement, ...] = ()
    required: int = 0
    version: int | None = None

    @property
    def own_reasons(self) -> tuple[Reason, ...]:
        """Return the reasons that no attempt has."""
        of_attempts = {reason for attempt in self.attempts for reason in attempt.verdict.reasons}
        return tuple(reason for reason in self.reasons if reason not in of_attempts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a learner's standing in a program, as of ``as_of``.

    ``bound_by`` says why this version binds (``pinned``, ``latest``, ``most_favourable``). ``bound_at`` is the instant
    that decided it, such as the first enrollment, or None if that was ``as_of``. Pages show a stored standing:
    ``decided`` is when it was evaluated (None without one). ``is_current``: it was evaluated from the same facts.
    ``retired`` is the date on which the program was retired; from then on pages do not change.
    """

    program_key: str
    program_title: str
    user_id: int
    as_of: datetime
    version: int
    effective_from: datetime
    bound_by: str
    bound_at: datetime | None
    decided: datetime | None
    is_current: bool
    state: ProgramState
    earned_requirements: int
    total_requirements: int
    composite: Decimal | None
    letter: str
    admission_bar: Decimal | None
    meets_admission_bar: bool
    reevaluate_at: datetime | None
    root: ExplainedRequirement
    units: tuple[UnitVerdict, ...]
    overrides: tuple[OverrideDecision, ...]
    retired: datetime | None = None
