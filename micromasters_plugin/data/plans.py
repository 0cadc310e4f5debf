"""Plans: what a learner still has to do to reach a target, and which grades are fixed already."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data.verdicts import Reason


class StepKind(enum.StrEnum):
    """The kind of a plan's step: already earned and used, running, to be taken, or not needed on this path."""

    FIXED = "fixed"
    UNDER_WAY = "under_way"
    TO_TAKE = "to_take"
    NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class PlanStep:
    """One course or exam of a plan.

    ``ratio`` is the present grade. ``least_ratio`` is the lowest grade that the step still needs, 0–1 with 4 places,
    None if the step is fixed or not needed. ``course_run`` is the run to take, or empty. ``deadline`` is the last day
    to join the run or to upgrade in it.
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

    ``is_possible`` False says that no grades reach it, and ``reasons`` say why. ``composite`` is the composite grade if
    every ``least_ratio`` is met exactly. ``is_possible`` is None if the plan was not worked out because it takes too
    many steps. Then ``reasons`` has ``not_worked_out`` with the limit, ``steps`` is empty, and the target may or may
    not be possible.
    """

    composite_target: Decimal | None
    is_reached: bool
    is_possible: bool | None
    composite: Decimal | None
    steps: tuple[PlanStep, ...]
    reasons: tuple[Reason, ...]

    @property
    def is_worked_out(self) -> bool:
        """Return False if the planner could not find out whether the target is possible."""
        return self.is_possible is not None
