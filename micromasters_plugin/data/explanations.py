"""Define the full trace of an evaluation: each requirement and attempt, with the reasons for each verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from micromasters_plugin.data.truth import Attempt
from micromasters_plugin.data.verdicts import (
    AdmissionGrade,
    AttemptVerdict,
    OverrideDecision,
    ProgramState,
    Reason,
    RequirementState,
    UnitVerdict,
)


@dataclass(frozen=True, slots=True)
class ExplainedAttempt:
    """One attempt that the evaluator read, with its verdict.

    ``is_used`` tells whether the attempt decides the requirement's verdict. A final exam is used if its grade was
    combined with the grade of the used coursework. ``held_until`` is when the result will be published, or None if the
    result is published.
    """

    attempt: Attempt
    verdict: AttemptVerdict
    is_used: bool
    held_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class ExplainedRequirement:
    """One node of the tree, with the attempts that decided the node's verdict.

    A group or nested program has ``children``. ``required`` is the number of children that must be earned. In a nested
    program, ``version`` is the version that binds the learner. In other nodes, ``version`` is None. ``held_until`` is
    the last date on which a held result of an attempt is published, or None. ``enters_composite`` tells whether the
    grade is part of the composite grade. ``timezone`` is the time zone of the days in the reasons.
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
    timezone: str = "UTC"

    @property
    def own_reasons(self) -> tuple[Reason, ...]:
        """Return the reasons that do not come from an attempt."""
        of_attempts = {reason for attempt in self.attempts for reason in attempt.verdict.reasons}
        return tuple(reason for reason in self.reasons if reason not in of_attempts)


@dataclass(frozen=True, slots=True)
class Explanation:
    """The explanation of a learner's standing in a program, at the time ``as_of``.

    ``bound_by`` is the rule that chose the version (``pinned``, ``latest``, ``most_favourable``). ``bound_at`` is the
    date that decided the version, such as the first enrollment. If ``as_of`` decided the version, ``bound_at`` is None.
    ``decided`` is the time of the evaluation that pages show, or None if no standing is stored. ``is_current`` tells
    whether the evaluation on pages has the facts of this trace. ``retired`` is the date on which the program was
    retired. After ``retired``, pages do not change. ``admission_grades`` are the grades that the admission bar requires
    in named courses, in one of the first ``admission_attempts`` tries and on the day ``admission_until`` or earlier.
    ``rules_from`` and ``rules_changed`` are the days of the binding rules that ``LearnerProgress`` has.
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
    admission_grades: tuple[AdmissionGrade, ...] = ()
    admission_attempts: int | None = None
    admission_until: date | None = None
    rules_from: date | None = None
    rules_changed: date | None = None
