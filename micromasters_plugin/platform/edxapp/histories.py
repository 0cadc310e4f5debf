"""Read a learner's enrollment modes over time from the platform's own history of enrollments.

The module drops repeated states, because the platform saves an enrollment several times for one click.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from micromasters_plugin.data.truth import EnrollmentChange


def without_repeats(changes: Iterable[EnrollmentChange]) -> list[EnrollmentChange]:
    """Return ``changes``, sorted by date.

    Leave out changes that keep the mode and the activity of the previous change.
    """
    kept: list[EnrollmentChange] = []
    for change in changes:
        if not kept or _state(kept[-1]) != _state(change):
            kept.append(change)
    return kept


def up_to(history: Sequence[EnrollmentChange], mode: str, is_active: bool) -> tuple[EnrollmentChange, ...]:
    """Return the history, with the present state at the end, or () if the platform has no history.

    Bulk updates leave no history. A change by a bulk update gets the earliest possible date, which is the date of the
    history's last change.
    """
    if not history:
        return ()
    present = EnrollmentChange(history[-1].time, mode, is_active)
    if _state(history[-1]) == _state(present):
        return tuple(history)
    return (*history, present)


def _state(change: EnrollmentChange) -> tuple[str, bool]:
    return change.mode, change.is_active
