"""Which track a learner was on, and when: the platform's own history of enrollments.

Only states that differ from the one before are kept: one click of a learner saves an enrollment several times.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from micromasters_plugin.data.truth import EnrollmentChange
from micromasters_plugin.platform.port import Pair

#: ``history_type`` of a row that was deleted; re-enrolling made another.
DELETED = "-"


def enrollment_histories(user_ids: Sequence[int], keys: Sequence[Any]) -> dict[Pair, list[EnrollmentChange]]:
    """Return the changes of mode or activity by learner and run, oldest first. One query."""
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.history.filter(user_id__in=user_ids, course_id__in=keys).order_by("history_date")
    histories: dict[Pair, list[EnrollmentChange]] = {}
    for user_id, key, time, mode, is_active, kind in rows.values_list(
        "user_id", "course_id", "history_date", "mode", "is_active", "history_type"
    ):
        changes = histories.setdefault((user_id, str(key)), [])
        change = EnrollmentChange(time, mode, is_active and kind != DELETED)
        if not changes or _state(changes[-1]) != _state(change):
            changes.append(change)
    return histories


def up_to(history: Sequence[EnrollmentChange], mode: str, is_active: bool) -> tuple[EnrollmentChange, ...]:
    """Return a history that ends in the present state; () for one that was never kept.

    Updates in bulk leave no trace: such a change is dated by the last one that did, the earliest it can have been.
    """
    if not history:
        return ()
    present = EnrollmentChange(history[-1].time, mode, is_active)
    if _state(history[-1]) == _state(present):
        return tuple(history)
    return (*history, present)


def _state(change: EnrollmentChange) -> tuple[str, bool]:
    return change.mode, change.is_active
