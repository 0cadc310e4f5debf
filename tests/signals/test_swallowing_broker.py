"""A broker that takes packets and never answers: the request that grades waits shortly, once, and loses nothing."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from micromasters_plugin import tasks
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.models import Hint
from tests.factories import run_of, send_grade
from tests.fakes import FakePlatform
from tests.progress.learner import LEARNER

#: A second to connect, one for each answer that it waits for, and an idle machine's share.
BOUND_SECONDS = 5.0


@pytest.fixture(params=["never answers", "never lets anyone in"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where something listens: the kernel shakes hands and nobody reads, or its queue is full and hands hang."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = listener.getsockname()[1]
        if request.param == "never lets anyone in":
            for _ in range(4):
                waiting = sockets.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(("127.0.0.1", port))
        yield f"redis://127.0.0.1:{port}/0"


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_swallows_packets_costs_a_grade_a_short_bounded_time_and_only_once(
    platform: FakePlatform, address: str, settings, monkeypatch: pytest.MonkeyPatch, program: Program
) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0
    monkeypatch.setattr(tasks, "_covered_until", 0.0)
    monkeypatch.setattr(tasks.evaluate_hints.app.conf, "broker_url", address)
    seconds = []
    for _ in range(3):
        started = time.monotonic()
        send_grade(LEARNER, run_of("1x"))
        seconds.append(time.monotonic() - started)
    assert 0.5 < seconds[0] < BOUND_SECONDS
    assert max(seconds[1:]) < 1.0  # less than any of its timeouts: it was left alone
    assert Hint.objects.count() == 3
