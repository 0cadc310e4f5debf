"""Tell which track a learner was on, and when, from the platform's own history of enrollments.

Keep only states that differ from the one before, because one click of a learner saves an enrollment several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from micromasters_plugin.data.truth import EnrollmentChange


def without_repeats(changes: Iterable[EnrollmentChange]) -> list[EnrollmentChange]:
    """Return those of ``changes``, oldest first, that differ from the one before in mode or activity."""
    kept: list[EnrollmentChange] = []
    for change in changes:
        if not kept or _state(kept[-1]) != _state(change):
            kept.append(change)
    return kept


def up_to(history: Sequence[EnrollmentChange], mode: str, is_active: bool) -> tuple[EnrollmentChange, ...]:
    """Return the history with the present state at its end; () if the platform has none.

    Updates in bulk leave no trace. Such a change gets the date of the history's last change, the earliest possible one.
    """
    if not history:
        return ()
    present = EnrollmentChange(history[-1].time, mode, is_active)
    if _state(history[-1]) == _state(present):
        return tuple(history)
    return (*history, present)


def _state(change: EnrollmentChange) -> tuple[str, bool]:
    return change.mode, change.is_active
