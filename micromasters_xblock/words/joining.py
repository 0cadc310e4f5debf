"""Before there is a grade: not enrolled, in a track that does not count, locked."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words, missed, reason_of, retake

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress

#: Requirements named one by one in "Opens when …"; more are counted instead.
NAMED_AT_MOST = 3


def not_enrolled(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say when the course can next be taken."""
    return Words(
        "open",
        reader.gettext("Not enrolled"),
        runs.next_run(requirement.next_run, now, reader),
        runs.enroll(requirement.next_run, now, reader.gettext("Enroll")),
    )


def audit(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say what upgrading means and until when, or that it is too late."""
    run = requirement.course_run
    if runs.has_ended(run, now):
        return missed(requirement, now, reader, reader.gettext("It was taken without the track that counts."))
    deadline = run.upgrade_deadline if run else None
    if deadline is not None and deadline <= now:
        passed = reader.gettext("Does not count: the upgrade deadline was %(date)s.", date=reader.last_day(deadline))
        following = runs.next_run(requirement.next_run, now, reader)
        return Words(
            "fell", reader.gettext("Audit"), reader.sentences(passed, following), retake(requirement, now, reader)
        )
    return Words("open", reader.gettext("Audit"), runs.upgrade(run, reader), runs.visit(run, reader.gettext("Upgrade")))


def locked(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say what must be earned first."""
    reason = reason_of(requirement, "locked")
    after = [key for key in (reason.value("after") if reason else "").split(",") if key]
    if 0 < len(after) <= NAMED_AT_MOST:
        detail = reader.ngettext(
            "Opens when %(names)s is earned.",
            "Opens when %(names)s are earned.",
            len(after),
            names=reader.conjunction(after),
        )
    else:
        detail = reader.ngettext(
            "Opens when %(number)s more requirement is earned.",
            "Opens when %(number)s more requirements are earned.",
            len(after),
        )
    return Words("lock", reader.gettext("Locked"), detail)
