"""Brokers for the doctor to ask."""

from __future__ import annotations

import socket

import pytest

from micromasters_plugin.tasks import evaluate_hints


@pytest.fixture
def closed_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """The task's app has a broker at a port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setattr(evaluate_hints.app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")


@pytest.fixture
def open_broker(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The task's app has the private Redis as its broker."""
    monkeypatch.setattr(evaluate_hints.app.conf, "broker_url", redis_url)
    return redis_url
