"""Overrides: tell which are in force, and how they change the state of a requirement or program.

No event undoes an override: every evaluation reads them beside the attempts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import OverrideDecision, OverrideKind, ProgramState

#: The state of the program under each override of it, the strongest first.
STRENGTH = {
    OverrideKind.REVOKE: ProgramState.REVOKED,
    OverrideKind.HOLD: ProgramState.HELD,
    OverrideKind.AWARD: ProgramState.AWARDED,
}


def in_force(overrides: Iterable[OverrideDecision], now: datetime) -> list[OverrideDecision]:
    """Return the overrides in force at ``now``. Each holds from its time until it expires, that instant excluded."""
    return [each for each in overrides if each.time <= now and (each.expires is None or now < each.expires)]


def waivers(overrides: Iterable[OverrideDecision]) -> dict[str, OverrideDecision]:
    """Map the key of each waived requirement to its latest waiver."""
    ordered = sorted((each for each in overrides if each.kind is OverrideKind.WAIVE), key=lambda each: each.time)
    return {each.requirement: each for each in ordered}


def has_better_grade(waiver: OverrideDecision, ratio: Decimal | None) -> bool:
    """Tell whether the waiver's grade is above ``ratio``, which earns the requirement anyway."""
    return waiver.ratio is not None and (ratio is None or ratio < waiver.ratio)


def program_state(overrides: Sequence[OverrideDecision], *, is_satisfied: bool) -> ProgramState:
    """Return the program's state: by the strongest override, or without one by its tree."""
    kinds = {each.kind for each in overrides}
    for kind, state in STRENGTH.items():
        if kind in kinds:
            return state
    return ProgramState.EARNED if is_satisfied else ProgramState.OPEN


def next_override_change(overrides: Iterable[OverrideDecision], now: datetime) -> datetime | None:
    """Return the next instant after ``now`` at which an override begins or ends."""
    instants = (instant for each in overrides for instant in (each.time, each.expires) if instant is not None)
    return min((instant for instant in instants if instant > now), default=None)
