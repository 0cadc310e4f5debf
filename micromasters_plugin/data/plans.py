"""Plans: the remaining steps of a learner to a target, and the grades that are fixed already."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.verdicts import Reason


class StepKind(enum.StrEnum):
    """The kind of a plan's step: earned and used, under way, to take, or not needed in this plan."""

    FIXED = "fixed"
    UNDER_WAY = "under_way"
    TO_TAKE = "to_take"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One course or exam of a plan.

    ``ratio`` is the present grade. ``least_ratio`` is the lowest grade that the step needs, 0–1 with 4 places, or None
    if the step is fixed or not needed. ``course_run`` is the run to take, or "". ``deadline`` is the last day to join
    the run or to upgrade in it.
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

    ``is_possible`` is False if no grades reach the target. Then ``reasons`` has the reasons. ``composite`` is the
    composite grade if the learner gets exactly every ``least_ratio``. ``is_possible`` is None if the plan was not
    worked out because it takes too many steps. Then ``reasons`` has ``not_worked_out`` with the limit, ``steps`` is
    empty, and the target may or may not be possible.
    """

    composite_target: Decimal | None
    is_reached: bool
    is_possible: bool | None
    composite: Decimal | None
    steps: tuple[PlanStep, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_worked_out(self) -> bool:
        """Return False if the planner stopped before it knew whether the target is possible."""
        return self.is_possible is not None
