"""Test that no event undoes a person's decision.

CI runs the machine briefly, and ``make soak`` runs the machine for a long time.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.credentials.machine import ActsAndEvents

#: Hypothesis does not shrink failures in CI, because shrinking takes minutes. Hypothesis prints the steps anyway.
SHORT = settings(
    max_examples=8,
    stateful_step_count=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
LONG = settings(SHORT, max_examples=400, stateful_step_count=60, database=None, phases=list(Phase))


def test_no_event_undoes_a_decision_of_a_person(db: None, platform) -> None:
    run_state_machine_as_test(ActsAndEvents, settings=SHORT)


@pytest.mark.soak
def test_no_event_undoes_a_decision_of_a_person_in_long_runs(db: None, platform) -> None:
    number = int(os.environ.get("SEED", "0")) or int.from_bytes(os.urandom(4))
    print(f"seed {number}: SEED={number} repeats these lives")
    run_state_machine_as_test(seed(number)(ActsAndEvents), settings=LONG)
