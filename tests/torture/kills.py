"""Kill a worker at every passage of every fail point, and sweep once after each kill.

A test runs this module as a subprocess.

The arguments are a folder, and the largest number of kills at one fail point. The module prints one JSON object with
the outcome of the undisturbed run and of each kill.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402

from micromasters_plugin import (  # noqa: E402
    api,
    app_settings,
    failpoints,
)
from micromasters_plugin.ledger import checking  # noqa: E402
from micromasters_plugin.programs.models import Program  # noqa: E402
from tests.fakes import START  # noqa: E402
from tests.torture.forking import in_child  # noqa: E402
from tests.torture.outcomes import email_of, outcome_of  # noqa: E402
from tests.torture.world import (  # noqa: E402
    Announcements,
    Clock,
    let_leases_run_out,
    pass_everything,
    prepare,
    send_grades,
)

#: The fail point after which a killed worker leaves the learner without a hint. Reconciliation finds the learner's
#: grade by the date of the grade.
FOUND_BY_DATE = {"event-received"}


#: The fail points after which a person checks whether the e-mail was sent. The plugin does not send the e-mail
#: again.
LEFT_TO_A_PERSON = {"email-recorded", "email-sent"}


class Trial:
    """Trials that each kill a worker while the worker works on a new learner."""

    def __init__(self, announcements: Announcements, clock: Clock):
        self.announcements, self.clock = announcements, clock
        self._learners = iter(range(1, 10_000))

    def undisturbed(self) -> dict[str, Any]:
        user_id = self.next_learner()
        live([user_id])
        return self.describe(user_id)

    def kills(self, label: str, *, passages: int) -> Iterator[dict[str, Any]]:
        """Kill a worker at each passage of ``label`` in turn, until a worker no longer reaches the passage."""
        for passage in range(1, passages + 1):
            user_id = self.next_learner()
            if not was_killed([user_id], f"{label}:kill:{passage}"):
                return
            self.recover(is_all_hinted=label not in FOUND_BY_DATE)
            yield self.describe(user_id)

    def recover(self, *, is_all_hinted: bool) -> None:
        """Let the leases of the dead workers run out, and sweep once. If hints are missing, reconcile changes first."""
        self.clock.time += timedelta(seconds=app_settings.lease_seconds() + 1)
        let_leases_run_out()
        if not is_all_hinted:
            api.reconcile_changes(since=START)
        api.run_pending()

    def next_learner(self) -> int:
        """Return a new learner who has passed everything, without sending an event."""
        user_id = next(self._learners)
        pass_everything(user_id)
        return user_id

    def describe(self, user_id: int) -> dict[str, Any]:
        """Return a learner's outcome, the number of announcements, and the state of the e-mail."""
        sent = self.announcements.of(user_id)
        emails = [credential for status, credential in sent if status == "emailed"]
        announcements = [(status, credential) for status, credential in sent if status != "emailed"]
        announced = [status for status, _ in sorted(set(announcements))]
        return {
            "outcome": outcome_of(user_id) | {"announced": announced},
            "announcements": len(announcements),
            "email": {"order": email_of(user_id), "sent": len(emails)},
        }


def live(user_ids: Iterable[int], request: str = "") -> None:
    """Send the learners' grades, sweep with all effects, and reconcile.

    If the fail point is in reconciliation, send no event, so that reconciliation finds the learners.
    """
    os.environ[failpoints.VARIABLE] = request
    failpoints.arm()
    if request.startswith("changes-"):
        api.reconcile_changes(since=START)
    elif request.startswith("chunk-"):
        api.reconcile()
    else:
        for user_id in user_ids:
            send_grades(user_id)
    api.run_pending()
    api.reconcile()


def was_killed(user_ids: Iterable[int], request: str) -> bool:
    """Run ``live`` in a forked worker. Tell whether the fail point killed the worker."""
    code = in_child(lambda: live(user_ids, request))
    assert code in (0, -signal.SIGKILL), f"{request}: the worker ended with {code}"
    return code != 0


def prepare_trial(directory: Path) -> Trial:
    """Set up the site, and record announcements in ``directory``."""
    settings.DEBUG = settings.MICROMASTERS_CREDENTIAL_EMAIL = True
    clock, announcements = Clock(), Announcements(directory / "announced")
    clock.hang()
    announcements.listen()
    prepare()
    return Trial(announcements, clock)


def main(directory: Path, passages: int) -> dict[str, Any]:
    trial = prepare_trial(directory)
    return {
        "undisturbed": trial.undisturbed(),
        "killed": {label: list(trial.kills(label, passages=passages)) for label in failpoints.FAIL_POINTS},
        "ledger_breaks": [b for program in Program.objects.all() for b in checking.find_breaks(program.id)],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
