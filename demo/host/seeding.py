"""Fill the demo with people, runs and programs, and with each learner's steps through the grade book.

Existing learners stay unchanged, so a second start is quick and continues an interrupted start.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import itemgetter

from django.contrib.auth.models import User
from django.db import transaction

from host.catalog import Runs, save_runs
from host.definitions import import_demo_programs, program_uuid
from host.people import STAFF, save_groups, save_person
from host.progress_bar import ProgressBar
from host.steps import take_step
from host.stories import STORIES, Step, Story
from micromasters_plugin import api

#: The program that the blocks in the demo's courses show.
PROGRAM_KEY = "scm"

#: A part of a learner's story: the time at which the part ends, the story, and the steps of the part. The steps run
#: in one transaction. The evaluation after the steps uses the time of the end.
Part = tuple[datetime, Story, tuple[Step, ...]]


def seed(*, now: datetime, bar: ProgressBar) -> None:
    """Create the demo's initial data. A second call creates only the missing data."""
    save_groups()
    for person in STAFF:
        save_person(person)
    import_demo_programs()
    runs = save_runs(program_uuid(PROGRAM_KEY), now=now)
    parts = _parts(runs, now=now)
    bar.start(len(parts))
    for end, story, steps in parts:
        with transaction.atomic():
            _take(steps, save_person(story.person), runs)
        api.run_pending(now=end)
        bar.advance()
    api.run_pending(now=now)
    bar.end()


def _parts(runs: Runs, *, now: datetime) -> list[Part]:
    """Return the missing parts, sorted by their ends, because the times of evaluations must not go backwards."""
    existing = set(User.objects.values_list("username", flat=True))
    parts = [
        (_end(steps, runs) or now, story, steps)
        for story in STORIES
        if story.person.username not in existing
        for steps in ((story.steps, story.later) if story.later else (story.steps,))
    ]
    return sorted(parts, key=itemgetter(0))


def _end(steps: tuple[Step, ...], runs: Runs) -> datetime | None:
    """Return the time one hour after the latest step, or None if there are no steps."""
    happened = [runs[slot][course].start + timedelta(weeks=week) for _, course, slot, week, _ in steps]
    return max(happened) + timedelta(hours=1) if happened else None


def _take(steps: tuple[Step, ...], user: User, runs: Runs) -> None:
    for name, course, slot, week, ratio in steps:
        run = runs[slot][course]
        take_step(name, user, run, ratio=ratio or 0.0, when=run.start + timedelta(weeks=week))
