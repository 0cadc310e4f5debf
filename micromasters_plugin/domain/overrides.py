"""Find the overrides in force, and apply the overrides to the states of requirements and programs.

Every evaluation reads the overrides again, so no later event undoes an override.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import OverrideDecision, OverrideKind, ProgramState

#: This table maps a kind of override to the program's state under the override. The strongest kind comes first.
STRENGTH = {
    OverrideKind.REVOKE: ProgramState.REVOKED,
    OverrideKind.HOLD: ProgramState.HELD,
    OverrideKind.AWARD: ProgramState.AWARDED,
}


def in_force(overrides: Iterable[OverrideDecision], now: datetime) -> list[OverrideDecision]:
    """Return the overrides in force at ``now``.

    An override is in force from ``time`` on. At ``expires``, the override is no longer in force.
    """
    return [each for each in overrides if each.time <= now and (each.expires is None or now < each.expires)]


def waivers(overrides: Iterable[OverrideDecision]) -> dict[str, OverrideDecision]:
    """Map the key of each waived requirement to its latest waiver."""
    ordered = sorted((each for each in overrides if each.kind is OverrideKind.WAIVE), key=lambda each: each.time)
    return {each.requirement: each for each in ordered}


def has_better_grade(waiver: OverrideDecision, ratio: Decimal | None) -> bool:
    """Tell whether the waiver's grade is above ``ratio``. A missing ratio is below every grade."""
    return waiver.ratio is not None and (ratio is None or ratio < waiver.ratio)


def program_state(overrides: Sequence[OverrideDecision], *, is_satisfied: bool) -> ProgramState:
    """Return the program's state. The strongest override in force decides.

    If no override is in force, the tree decides.
    """
    kinds = {each.kind for each in overrides}
    for kind, state in STRENGTH.items():
        if kind in kinds:
            return state
    return ProgramState.EARNED if is_satisfied else ProgramState.OPEN


def next_override_change(overrides: Iterable[OverrideDecision], now: datetime) -> datetime | None:
    """Return the next instant after ``now`` at which an override begins or ends."""
    instants = (instant for each in overrides for instant in (each.time, each.expires) if instant is not None)
    return min((instant for instant in instants if instant > now), default=None)
