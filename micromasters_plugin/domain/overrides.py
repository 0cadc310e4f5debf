"""Find the overrides in force, and apply the overrides to the states of requirements and programs.

Every evaluation reads the overrides again, so no later event undoes an override.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Decisions:
    """The overrides in force that change how the attempts at a requirement count.

    ``waivers`` maps the key of a waived requirement to its latest waiver. ``granted_tries`` maps the key of a
    requirement to the number of further tries, 1 or more. ``set_aside`` has the keys of the runs whose attempts staff
    discounted. ``make_ups`` has pairs of a make-up exam and the exam that it makes up for.
    """

    waivers: Mapping[str, OverrideDecision] = field(default_factory=dict)
    granted_tries: Mapping[str, int] = field(default_factory=dict)
    set_aside: frozenset[str] = frozenset()
    make_ups: tuple[tuple[str, str], ...] = ()


#: What a learner without overrides has.
_NO_DECISIONS = Decisions()


def decisions_of(overrides: Sequence[OverrideDecision]) -> Decisions:
    """Return the decisions about requirements among overrides that are in force. Several grants add up."""
    if not overrides:
        return _NO_DECISIONS
    granted: Counter[str] = Counter()
    for each in overrides:
        if each.kind is OverrideKind.GRANT:
            granted[each.requirement] += each.count or 0
    return Decisions(
        waivers=waivers(overrides),
        granted_tries=granted,
        set_aside=frozenset(each.course_run for each in overrides if each.kind is OverrideKind.DISCOUNT),
        make_ups=tuple((each.exam, each.make_up_for) for each in overrides if each.kind is OverrideKind.MAKE_UP),
    )


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
