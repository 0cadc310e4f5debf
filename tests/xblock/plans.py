"""Create plans of invented learners, as the plugin's API would return them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from micromasters_plugin.data import Plan, PlanStep, StepKind


def plan(*steps: PlanStep, **fields: Any) -> Plan:
    """Return a plan for a composite of 0.80. The plan is possible unless ``fields`` override this value."""
    defaults: dict[str, Any] = {
        "composite_target": Decimal("0.8"),
        "is_reached": False,
        "is_possible": True,
        "composite": Decimal("0.8000"),
        "steps": steps,
        "reasons": (),
    }
    return Plan(**{**defaults, **fields})


def step(least: str | None = "0.7101", **fields: Any) -> PlanStep:
    """Return a step for SC4x, a course that the learner has not earned and that has no run."""
    defaults: dict[str, Any] = {
        "key": "SC4x",
        "title": "Supply Chain Technology and Systems",
        "kind": StepKind.TO_TAKE,
        "ratio": None,
        "least_ratio": None if least is None else Decimal(least),
        "course_run": "",
        "deadline": None,
    }
    return PlanStep(**{**defaults, **fields})
