"""Describe a course run at ``now``: the run's dates, deadlines and link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.readable import Readable
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import CourseRun


@dataclass(frozen=True, slots=True)
class Action(Readable):
    """The link to the only action that a learner can take."""

    label: str
    url: str


def has_ended(run: CourseRun | None, now: datetime) -> bool:
    """Tell whether the run is over. A run without an end date is never over."""
    return run is not None and run.end is not None and run.end <= now


def can_join(run: CourseRun | None, now: datetime) -> bool:
    """Tell whether a learner can still enroll in the run."""
    return run is not None and not has_ended(run, now) and (run.enrollment_end is None or now < run.enrollment_end)


def dates(run: CourseRun | None, now: datetime, reader: Reader) -> str:
    """Return the sentence about the start or end of a learner's run. Return "" if neither date is known."""
    if run is None:
        return ""
    if run.start is not None and now < run.start:
        return reader.gettext("Starts %(date)s.", date=reader.date(run.start))
    return reader.gettext("Ends %(date)s.", date=reader.date(run.end)) if run.end else ""


def next_run(run: CourseRun | None, now: datetime, reader: Reader) -> str:
    """Return the sentence about the next run of the course."""
    if run is None or not can_join(run, now):
        return reader.gettext("No next run is announced yet.")
    if run.start is not None and now < run.start:
        return reader.gettext("Next run starts %(date)s.", date=reader.date(run.start))
    if run.enrollment_end is not None:
        return reader.gettext("Open now: enroll by %(date)s.", date=reader.last_day(run.enrollment_end))
    return reader.gettext("Open now.")


def upgrade(run: CourseRun | None, reader: Reader) -> str:
    """Return the sentence about an upgrade. The sentence has the price and the deadline if the run has these values."""
    price = reader.price(run.upgrade_price, run.currency) if run and run.upgrade_price else ""
    deadline = reader.last_day(run.upgrade_deadline) if run and run.upgrade_deadline else ""
    if price and deadline:
        return reader.gettext("Does not count yet. Upgrade for %(price)s by %(date)s.", price=price, date=deadline)
    if price:
        return reader.gettext("Does not count yet. Upgrade for %(price)s.", price=price)
    if deadline:
        return reader.gettext("Does not count yet. Upgrade by %(date)s.", date=deadline)
    return reader.gettext("Does not count yet. Upgrade to make it count.")


def enroll(run: CourseRun | None, now: datetime, label: str) -> Action | None:
    """Return the link to a run that a learner can join, or None."""
    return visit(run, label) if can_join(run, now) else None


def visit(run: CourseRun | None, label: str) -> Action | None:
    """Return the link to a run. Return None if the run has no web address."""
    if run is None or not run.url.startswith(("https://", "http://", "/")):
        return None
    return Action(label, run.url)
