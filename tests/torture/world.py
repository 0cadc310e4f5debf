"""Set up a site for processes that are killed: a program, learners, a settable clock, and a record of announcements.

The platform in memory contains the truth. Forked processes inherit the platform. Announcements go to a file, because a
file outlives the processes.
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
    """A clock that replaces Django's clock, and stops until a test sets ``time``."""

    def __init__(self, time: datetime = NOW):
        self.time = time
        self._wall = timezone.now

    def hang(self) -> None:
        """Replace Django's clock by this clock."""
        timezone.now = lambda: self.time

    def take_down(self) -> None:
        """Restore Django's clock."""
        timezone.now = self._wall


class Announcements:
    """The file of announcements and e-mails about program certificates, with one line of JSON for each message."""

    def __init__(self, path: Path):
        self.path = path

    def listen(self) -> None:
        """Record every announcement and e-mail of this process and of the processes that this process forks."""
        for signal in (PROGRAM_CERTIFICATE_AWARDED, PROGRAM_CERTIFICATE_REVOKED):
            signal.connect(self._note_event)
        FakePlatform.send = lambda platform, message: self._note(message.user_id, "emailed", message.context["url"])

    def of(self, user_id: int) -> list[tuple[str, str]]:
        """Return (status, credential) of each message to the learner, in the order of the messages.

        The status of an e-mail is ``emailed``.
        """
        lines = self.path.read_text().splitlines() if self.path.exists() else []
        return [(status, credential) for user, status, credential in map(json.loads, lines) if user == user_id]

    def _note_event(self, *, program_certificate, **kwargs: object) -> None:
        self._note(program_certificate.user.id, program_certificate.status, program_certificate.uuid)

    def _note(self, *fields: object) -> None:
        with self.path.open("a") as file:
            file.write(json.dumps(fields) + "\n")


def prepare() -> None:
    """Import the program into an empty database."""
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    tracked_runs.forget()


def let_leases_run_out() -> None:
    """Move every lease into the past by the length of a lease, because a test cannot set the clock of a server."""
    lasts = timedelta(seconds=app_settings.lease_seconds() + 1)
    for table in (Work, Order):
        leased = table.objects.filter(leased_until__isnull=False)
        leased.update(leased_at=F("leased_at") - lasts, leased_until=F("leased_until") - lasts)


def pass_everything(user_id: int) -> None:
    """Store grades that earn the credential and reach the admission bar, without sending an event."""
    for run in RUNS:
        FakePlatform().pass_run(user_id, run, 0.9)


def send_grades(user_id: int) -> None:
    """Send the events of the grades of ``pass_everything``, outside a transaction, like the platform."""
    for run in RUNS:
        send_grade(user_id, run)
