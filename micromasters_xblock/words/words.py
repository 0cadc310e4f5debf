"""What the rows' words are made of, and the sentences that several states share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.runs import Action

if TYPE_CHECKING:
    from micromasters_plugin.data import Reason, RequirementProgress


@dataclass(frozen=True, slots=True)
class Words:
    """One row in words.

    ``mark`` names the shape that repeats the state. ``may_count``: the grade counts, or still can; ``shows_grade`` is
    False while it is held back.
    """

    mark: str
    state: str
    detail: str = ""
    action: Action | None = None
    may_count: bool = False
    shows_grade: bool = True


def missed(requirement: RequirementProgress, now: datetime, reader: Reader, why: str) -> Words:
    """Say that the run is over and what can be done now."""
    run = requirement.course_run
    ended = reader.gettext("Ended %(date)s.", date=reader.date(run.end)) if run and run.end else ""
    detail = reader.sentences(ended, why, runs.next_run(requirement.next_run, now, reader))
    return Words("fell", reader.gettext("Missed"), detail, retake(requirement, now, reader))


def retake(requirement: RequirementProgress, now: datetime, reader: Reader) -> Action | None:
    """Offer the next run, where it can be joined."""
    return runs.enroll(requirement.next_run, now, reader.gettext("Retake"))


def go_on(requirement: RequirementProgress, reader: Reader) -> Action | None:
    """Lead to the course, unless the reader is in it."""
    if requirement.is_this_course:
        return None
    return runs.visit(requirement.course_run, reader.gettext("Go to course"))


def reason_of(requirement: RequirementProgress, code: str) -> Reason | None:
    """Return the requirement's reason of that code."""
    return next((reason for reason in requirement.reasons if reason.code == code), None)
