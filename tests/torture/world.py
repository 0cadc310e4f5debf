"""A site for processes that die: the example program, its learners, a clock to set, and a record of announcements.

The platform in memory is the truth, and forked processes inherit it. Announcements go to a file, which outlives them.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.models import F
from django.utils import timezone
from openedx_events.learning.signals import PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED

from micromasters_plugin import api, app_settings
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import program_text, run_of, send_grade
from tests.fakes import FakePlatform

RUNS = (run_of("1x"), run_of("2x"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)


class Clock:
    """A wall clock that stands still until ``time`` is set; everything that asks Django sees it."""

    def __init__(self, time: datetime = NOW):
        self.time = time
        self._wall = timezone.now

    def hang(self) -> None:
        """Let Django tell this clock's time from now on."""
        timezone.now = lambda: self.time

    def take_down(self) -> None:
        """Let Django tell the real time again."""
        timezone.now = self._wall


class Announcements:
    """The announcements and e-mails about program certificates, one line of JSON each."""

    def __init__(self, path: Path):
        self.path = path

    def listen(self) -> None:
        """Record every announcement and e-mail of this process and of those that it forks."""
        for signal in (PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED):
            signal.connect(self._note_event)
        FakePlatform.send = lambda platform, message: self._note(message.user_id, "emailed", message.context["url"])

    def of(self, user_id: int) -> list[tuple[str, str]]:
        """Return (status, credential) of each announcement to the learner, in order; an e-mail has ``emailed``."""
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(status, credential) for user, status, credential in map(json.loads, lines) if user == user_id]

    def _note_event(self, *, program_certificate, **kwargs: object) -> None:
        self._note(program_certificate.user.id, program_certificate.status, program_certificate.uuid)

    def _note(self, *fields: object) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps(fields) + "\n")


def prepare() -> None:
    """Import the program, on an empty database."""
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    tracked_runs.forget()


def let_leases_run_out() -> None:
    """Move every lease into the past by a lease's length, because a server's clock cannot be set."""
    lasts = timedelta(seconds=app_settings.lease_seconds() + 1)
    for table in (Work, Order):
        leased = table.objects.filter(leased_until__isnull=False)
        leased.update(leased_at=F("leased_at") - lasts, leased_until=F("leased_until") - lasts)


def pass_everything(user_id: int) -> None:
    """Store grades that earn the credential and reach the admission bar; send no event."""
    for run in RUNS:
        FakePlatform().pass_run(user_id, run, 0.9)


def send_grades(user_id: int) -> None:
    """Send the events of those grades, as the platform does in requests without a transaction."""
    for run in RUNS:
        send_grade(user_id, run)
