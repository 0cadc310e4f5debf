"""Test a broker that takes packets and never answers.

The grading request waits once, for a short time, and loses nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from micromasters_plugin import tasks
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.programs.models import Program
from tests.factories import run_of, send_grade
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER

#: The plugin waits one second to connect and one second for the answer, twice.
BOUND_SECONDS = 4.0


@pytest.fixture(params=["never answers", "never lets anyone in"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield an address that accepts connections but never reads, or an address whose queue is full."""
    with ExitStack() as sockets:
        listener = sockets.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        port = listener.getsockname()[1]
        if request.param == "never lets anyone in":
            for _ in range(4):
                waiting = sockets.enter_context(socket.socket())
                waiting.setblocking(False)
                waiting.connect_ex(("127.0.0.1", port))
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float | None]:
    """Record the seconds of the timeout of each wait for a socket, or None for a wait without a timeout.

    A wait that ends early counts, too.
    """
    waits: list[float | None] = []

    class Watched(socket.socket):
        def connect(self, *args: Any) -> None:
            waits.append(self.gettimeout())
            super().connect(*args)

        def recv(self, *args: Any) -> bytes:
            waits.append(self.gettimeout())
            return super().recv(*args)

        def recv_into(self, *args: Any) -> int:
            waits.append(self.gettimeout())
            return super().recv_into(*args)

    monkeypatch.setattr(socket, "socket", Watched)
    return waits


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_swallows_packets_costs_a_grade_a_short_bounded_time_and_only_once(
    platform: FakePlatform,
    address: str,
    waits: list[float | None],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    program: Program,
) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0
    monkeypatch.setattr(tasks, "_covered_until", 0.0)
    monkeypatch.setattr(tasks.evaluate_hints.app.conf, "broker_url", address)
    send_grade(LEARNER, run_of("1x"))
    assert waits and None not in waits
    assert sum(wait for wait in waits if wait) <= BOUND_SECONDS
    waits.clear()
    for _ in range(2):
        send_grade(LEARNER, run_of("1x"))
    assert waits == []  # no retry
    assert Hint.objects.count() == 3
