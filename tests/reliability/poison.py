"""Sweep a batch on MariaDB in which the course key of one learner cannot be parsed.

A test runs this module as a subprocess.

The module prints JSON. After each sweep, the JSON has the number of learners with a stored decision, and the number of
tries of the bad learner. After the last sweep, the JSON has the stored error, and the result of the replay after the
repair.
"""

from __future__ import annotations

import io
import json
from datetime import timedelta

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.utils import timezone  # noqa: E402
from opaque_keys import InvalidKeyError  # noqa: E402

from micromasters_plugin import api, app_settings  # noqa: E402
from micromasters_plugin.data.actors import OPERATOR  # noqa: E402
from micromasters_plugin.inbox.models import Hint  # noqa: E402
from micromasters_plugin.pipeline.models import Work  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.factories import program_text, run_of, send_grade  # noqa: E402
from tests.fakes import FakePlatform  # noqa: E402

LEARNERS, POISON = range(1, 101), 50
RUN = run_of("1x")
#: An interval that is longer than any delay before a retry.
LATER = timedelta(hours=2)


def read_poison(self, user_ids, runs):
    """Raise the error that the platform raises for an invalid course key in a table."""
    if POISON in user_ids:
        raise InvalidKeyError(None, "course-v1:Ex+")
    return read_enrollments(self, user_ids, runs)


read_enrollments = FakePlatform.enrollments


def main() -> dict[str, object]:
    api.import_program(program_text("1x"), actor=OPERATOR)
    for user_id in LEARNERS:
        FakePlatform().pass_run(user_id, RUN)
        send_grade(user_id, RUN)
    FakePlatform.enrollments = read_poison
    sweeps, now = [], timezone.now()
    for _ in range(app_settings.max_tries()):
        api.run_pending(now=now)
        sweeps.append((Standing.objects.count(), Work.objects.get(user_id=POISON).tries))
        now += LATER
    parked = Work.objects.get(user_id=POISON)
    left = Hint.objects.count()
    FakePlatform.enrollments = read_enrollments
    api.run_pending(now=now)
    still_parked = Standing.objects.filter(user_id=POISON).count() == 0
    call_command("micromasters", "replay-parked", "--reason", "the course key is mended", stdout=io.StringIO())
    api.run_pending(now=now)
    return {
        "sweeps": sweeps,
        "is_parked": parked.parked is not None,
        "error": parked.error,
        "hints_left": left,
        "waits_for_the_command": still_parked,
        "decided": Standing.objects.filter(user_id=POISON, earned=True).count(),
        "parked_left": Work.objects.filter(parked__isnull=False).count(),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
