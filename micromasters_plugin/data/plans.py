"""Define plans. A plan has a learner's remaining steps to a target, and the grades that are already fixed."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.verdicts import AdmissionGrade, Reason


class StepKind(enum.StrEnum):
    """The kind of a plan's step: earned and used, under way, to take, or not needed in this plan."""

    FIXED = "fixed"
    UNDER_WAY = "under_way"
    TO_TAKE = "to_take"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One course or exam of a plan.

    ``ratio`` is the present grade. ``least_ratio`` is the lowest grade that the step needs (0–1, 4 places). If the step
    is fixed or not needed, ``least_ratio`` is None. ``course_run`` is the run to take, or "" if the step has no run.
    ``deadline`` is the last day on which the learner can join the run or upgrade in the run. If the learner is in the
    run for credit already, ``deadline`` is the last day of the run or of the program.
    """

    key: str
    title: str
    kind: StepKind
    ratio: Decimal | None
    least_ratio: Decimal | None
    course_run: str
    deadline: datetime | None


@dataclass(frozen=True, slots=True)
class Plan:
    """The easiest way to a target. If ``composite_target`` is None, the target is the credential alone.

    ``is_possible`` is False if no grades reach the target. If ``is_possible`` is False, ``reasons`` has the reasons.
    ``composite`` is the composite grade of a learner who gets exactly every ``least_ratio``. If the plan takes too many
    steps, the planner does not work out the plan, and ``is_possible`` is None. If the plan was not worked out,
    ``steps`` is empty, and ``reasons`` has ``not_worked_out`` with the limit. Nobody knows whether the target of such a
    plan is possible. ``admission`` has the grades that the admission bar requires in named courses, except for grades
    that the learner has. These grades are no target of the plan.
    """

    composite_target: Decimal | None
    is_reached: bool
    is_possible: bool | None
    composite: Decimal | None
    steps: tuple[PlanStep, ...]
    reasons: tuple[Reason, ...]
    admission: tuple[AdmissionGrade, ...] = ()

    @property
    def is_worked_out(self) -> bool:
        """Tell whether the planner found out that the target is possible or impossible."""
        return self.is_possible is not None
