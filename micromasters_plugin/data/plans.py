"""What a learner still has to do to reach a target: the planner's answer, with what is fixed shown as fixed."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.verdicts import Reason


class StepKind(enum.StrEnum):
    """What a step of a plan is: earned and used already, running, to be taken, or not needed on this path."""

    FIXED = "fixed"
    UNDER_WAY = "under_way"
    TO_TAKE = "to_take"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One course or exam of a plan.

    ``ratio`` is the grade that is fixed; ``least_ratio`` the least one that is still needed, 0–1 with 4 places, None
    where the step is fixed or not needed. ``course_run`` is the run to take, or empty; ``deadline`` the last day to
    enter it or to upgrade in it.
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
    """The easiest way to a target. ``composite_target`` None asks for the credential alone.

    ``is_possible`` False says that no grades reach it; ``reasons`` say why. ``composite`` is what the program's
    composite becomes when every ``least_ratio`` is met exactly. ``is_possible`` is None if the plan was not worked out,
    because it takes more steps than a plan may. Then ``reasons`` has ``not_worked_out`` with their number, ``steps`` is
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
        """False if it is unknown whether there is a way to the target."""
        return self.is_possible is not None
