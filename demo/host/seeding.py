"""Fill the demo: people, runs, programs, and what happened to each learner, through the grade book.

A learner who is there already is left alone, so that a second start is quick and an interrupted one goes on.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from host.catalog import Runs, save_runs
from host.definitions import import_demo_programs, program_uuid
from host.people import STAFF, save_groups, save_person
from host.progress_bar import ProgressBar
from host.steps import take_step
from host.stories import STORIES, Step, Story
from micromasters_plugin import api

#: The program that the demo's courses show.
PROGRAM_KEY = "scm"


def seed(*, now: datetime, bar: ProgressBar) -> None:
    """Bring the demo to its starting state. Nothing is done twice."""
    bar.start(2 + len(STORIES))
    save_groups()
    for person in STAFF:
        save_person(person)
    bar.advance()
    import_demo_programs()
    runs = save_runs(program_uuid(PROGRAM_KEY), now=now)
    bar.advance()
    for story in STORIES:
        if not User.objects.filter(username=story.person.username).exists():
            _tell(story, runs)
        bar.advance()
    api.run_pending(now=now)
    bar.end()


def _tell(story: Story, runs: Runs) -> None:
    """Let a learner's history happen, whole or not at all, then evaluate it as of its last day."""
    with transaction.atomic():
        user = save_person(story.person)
        last = _take(story.steps, user, runs)
    if last is not None:
        api.run_pending(now=last)
    if story.later:
        last = _take(story.later, user, runs)
        api.run_pending(now=last)


def _take(steps: tuple[Step, ...], user: User, runs: Runs) -> datetime | None:
    when = None
    for name, course, slot, week, ratio in steps:
        run = runs[slot][course]
        happened = run.start + timedelta(weeks=week)
        take_step(name, user, run, ratio=ratio or 0.0, when=happened)
        when = max(when or happened, happened)
    return when + timedelta(hours=1) if when else None
