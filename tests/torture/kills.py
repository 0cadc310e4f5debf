"""Run in a process of its own: kill a worker at every passage of every fail point, and let one ordinary sweep follow.

Prints one JSON object: what became of the learner of the undisturbed run, and of the one of each kill.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin import api, app_settings, failpoints  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from micromasters_plugin.progress import ledger  # noqa: E402
from tests.torture.forking import in_child  # noqa: E402
from tests.torture.outcomes import outcome_of  # noqa: E402
from tests.torture.world import Announcements, Clock, pass_everything, prepare, send_grades  # noqa: E402

#: Killed there, nothing says that the learner is due, or the command itself was not done: reconciling finds it.
FOUND_BY_RECONCILING = {"event-received", "chunk-reconciled"}


class Trial:
    """One learner after the other meets a worker that dies."""

    def __init__(self, announcements: Announcements, clock: Clock):
        self.announcements, self.clock = announcements, clock
        self._learners = iter(range(1, 10_000))

    def undisturbed(self) -> dict[str, Any]:
        user_id = self._next_learner()
        live(user_id)
        return self._told(user_id)

    def kills(self, label: str) -> Iterator[dict[str, Any]]:
        """Kill at the first passage of ``label``, at the second, …, until a worker passes it no more."""
        for passage in range(1, 100):
            user_id = self._next_learner()
            code = in_child(lambda user_id=user_id, passage=passage: live(user_id, f"{label}:kill:{passage}"))
            if code == 0:
                return
            assert code == -signal.SIGKILL, f"{label}, passage {passage}: the worker ended with {code}"
            # By then the leases of the dead have run out.
            self.clock.time += timedelta(seconds=app_settings.lease_seconds() + 1)
            api.run_pending(now=timezone.now())
            if label in FOUND_BY_RECONCILING:
                api.reconcile(now=timezone.now())
            yield self._told(user_id)

    def _next_learner(self) -> int:
        user_id = next(self._learners)
        pass_everything(user_id)
        return user_id

    def _told(self, user_id: int) -> dict[str, Any]:
        return outcome_of(user_id) | {"announced": self.announcements.of(user_id)}


def live(user_id: int, request: str = "") -> None:
    """All that happens to a learner: grades, a sweep with its effects, a reconciliation."""
    os.environ[failpoints.VARIABLE] = request
    failpoints.arm()
    send_grades(user_id)
    api.run_pending(now=timezone.now())
    api.reconcile(now=timezone.now())


def main(directory: Path) -> dict[str, Any]:
    settings.DEBUG = True
    clock, announcements = Clock(), Announcements(directory / "announced")
    clock.hang()
    announcements.listen()
    prepare()
    trial = Trial(announcements, clock)
    return {
        "undisturbed": trial.undisturbed(),
        "killed": {label: list(trial.kills(label)) for label in failpoints.FAIL_POINTS},
        "ledger_breaks": [b for program in Program.objects.all() for b in ledger.find_breaks(program.id)],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
