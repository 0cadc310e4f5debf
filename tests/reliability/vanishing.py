"""Lower a grade and delete another grade on MariaDB.

The platform sends no event about these changes. A test runs this module as a subprocess.

One program asks staff to review a drop, and the other program revokes. The module prints JSON with the credential and
the open review of each learner in each program. The JSON has the credentials before the sweep, after the sweep and
after one full reconciliation.
"""

from __future__ import annotations

import json

import django

django.setup()

from micromasters_plugin import api  # noqa: E402
from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from tests.factories import UUID_B, program_text, run_of  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

RUN = run_of("1x")
DROPPED, DELETED, UNTOUCHED = 1, 2, 3


def credentials() -> dict[str, list[str]]:
    """Return the credential of each learner by program key. The learners are in the order of the user ids."""
    states: dict[str, list[str]] = {}
    for credential in Credential.objects.order_by("program__key", "user_id").select_related("program"):
        is_asked = credential.reviews.filter(closed__isnull=True).exists()
        states.setdefault(credential.program.key, []).append(
            credential.state + (", staff are asked" if is_asked else "")
        )
    return states


def main() -> dict[str, object]:
    platform = FakePlatform()
    api.import_program(program_text("1x", key="review", drop_policy="review"), actor=OPERATOR)
    api.import_program(program_text("1x", key="revoke", drop_policy="revoke", uuid=UUID_B), actor=OPERATOR)
    for user_id in (DROPPED, DELETED, UNTOUCHED):
        platform.pass_run(user_id, RUN)
    api.reconcile()
    platform.grade(DROPPED, RUN, 0.2)
    del platform.graded[DELETED, RUN]
    api.run_pending()
    before = credentials()
    api.reconcile()
    return {"swept": before, "reconciled": credentials()}


if __name__ == "__main__":
    print(json.dumps(main()))
