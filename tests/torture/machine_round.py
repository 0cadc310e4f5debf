"""Run the stateful machine with the given seed, on an empty database in memory.

A test runs this module as a subprocess.

The module prints one JSON object with the number of examples and the total number of steps.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from hypothesis import HealthCheck, seed  # noqa: E402
from hypothesis import settings as hypothesis_settings  # noqa: E402
from hypothesis.stateful import run_state_machine_as_test  # noqa: E402

from tests.torture.machine import Pipeline, import_programs  # noqa: E402

LIVES, STEPS = 60, 50
LONG = hypothesis_settings(
    max_examples=LIVES,
    stateful_step_count=STEPS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def main(number: int) -> dict[str, int]:
    settings.DEBUG, settings.MICROMASTERS_MAX_TRIES, settings.MICROMASTERS_CREDENTIAL_EMAIL = True, 1000, True
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("migrate", verbosity=0)
    import_programs()
    run_state_machine_as_test(seed(number)(Pipeline), settings=LONG)
    return {"lives": LIVES, "steps": LIVES * STEPS}


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
