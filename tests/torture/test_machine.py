"""Run the stateful machine briefly. ``make torture`` runs the machine for a longer time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.torture.machine import Pipeline, import_programs

SHORT = settings(max_examples=15, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))


def test_any_history_ends_like_a_fresh_evaluation_with_every_effect_once(db: None, settings, platform) -> None:
    settings.DEBUG = True
    settings.MICROMASTERS_MAX_TRIES = 1000
    settings.MICROMASTERS_CREDENTIAL_EMAIL = True
    import_programs()
    run_state_machine_as_test(Pipeline, settings=SHORT)
