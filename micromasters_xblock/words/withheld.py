"""What is kept back or was taken away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words, reason_of, retake

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress


def embargoed(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say when the result is released; shows no grade."""
    reason = reason_of(requirement, "embargoed")
    until = datetime.fromisoformat(reason.value("until")) if reason else None
    if until is None or until <= now:
        detail = reader.gettext("The result is being worked out.")
    else:
        detail = reader.gettext("The result is released on %(date)s.", date=reader.date(until))
    return Words("held", reader.gettext("Result held back"), detail, shows_grade=False)


def invalidated(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that the certificate was withdrawn, and what comes next."""
    said = reader.gettext("The certificate of this run was withdrawn. Another run may count.")
    detail = reader.sentences(said, runs.next_run(requirement.next_run, now, reader))
    return Words("void", reader.gettext("Invalidated"), detail, retake(requirement, now, reader))
