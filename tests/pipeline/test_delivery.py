"""Test that events in any order and number, also between sweeps, give the same standing and each effect once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openedx_events.learning import signals

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.ledger import checking
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text, run_of, send_exam, send_grade
from tests.fakes import FakePlatform
from tests.signals.test_receivers import PAYLOADS
from tests.undoing import undone

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7
TIMES = {
    status: datetime(2026, 5, day, tzinfo=UTC) for day, status in enumerate(("submitted", "rejected", "verified"), 1)
}

EVENTS = {
    "grade": lambda: send_grade(LEARNER, run_of("1x")),
    "enrollment": lambda: signals.COURSE_ENROLLMENT_CHANGED.send_event(**PAYLOADS["COURSE_ENROLLMENT_CHANGED"]()),
    "exam submitted": lambda: send_exam(LEARNER, run_of("1x"), "submitted", time=TIMES["submitted"]),
    "exam rejected": lambda: send_exam(LEARNER, run_of("1x"), "rejected", time=TIMES["rejected"]),
    "exam verified": lambda: send_exam(LEARNER, run_of("1x"), "verified", time=TIMES["verified"]),
}


class Undo(Exception):
    """An exception that rolls back an example, so that the next example begins with empty tables."""


@pytest.fixture
def learner_with_passes(db: None, platform: FakePlatform) -> Iterator[FakePlatform]:
    """Create a program of one proctored course that the learner has passed."""
    text = program_text("1x").replace("passing_grade: 0.60\n", "passing_grade: 0.60\n      proctored: true\n")
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"), 0.9)
    return platform


def deliver(names: list[str], sweep_after: set[int]) -> tuple[list[object], int]:
    """Deliver events.

    Sweep after some events and at the end. Return the final standing and the effects of the events.
    """
    outcome: list[object] = []
    entries = 0
    try:
        with undone():
            for position, name in enumerate(names):
                EVENTS[name]()
                if position in sweep_after:
                    api.run_pending(now=NOW)
            api.run_pending(now=NOW)
            standing = Standing.objects.get()
            outcome = [standing.verdict, standing.inputs, Credential.objects.count(), Candidate.objects.count()]
            entries = LedgerEntry.objects.filter(kind="decision").count()
            assert checking.find_breaks(Program.objects.get().id) == []
            raise Undo
    except Undo:
        return outcome, entries


@pytest.mark.parametrize("step", [pytest.param(7, id="a seventh"), pytest.param(1, id="all", marks=pytest.mark.soak)])
def test_every_order_of_five_events_gives_the_same_standing(learner_with_passes: FakePlatform, step: int) -> None:
    expected, entries = deliver(list(EVENTS), set())
    assert (expected[2:], entries) == ([1, 1], 1)
    for number, order in list(enumerate(permutations(EVENTS)))[::step]:
        sweeps = {position for position in range(5) if number >> position & 1}
        assert deliver(list(order), sweeps)[0] == expected, (order, sweeps)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_events_delivered_many_times_give_everything_once(
    learner_with_passes: FakePlatform, data: st.DataObject
) -> None:
    repeated = [name for name in EVENTS for _ in range(data.draw(st.integers(1, 10)))]
    names = data.draw(st.permutations(repeated))
    sweeps = data.draw(st.sets(st.integers(0, len(names) - 1), max_size=4))
    outcome, _ = deliver(list(names), sweeps)
    assert outcome == deliver(list(EVENTS), set())[0]
