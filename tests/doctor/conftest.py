"""Define fixtures that set up a site without faults, and fixtures that set the broker."""

from __future__ import annotations

import socket
from datetime import datetime, timedelta
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.doctor import examination
from micromasters_plugin.programs.models import Program
from micromasters_plugin.tasks import evaluate_hints
from tests.fakes import FakePlatform
from tests.ledger.files import new_key_pem
from tests.pipeline.learner import NOW, pass_everything

LATER = NOW + timedelta(minutes=11)


def codes(check: str, now: datetime = NOW) -> list[str]:
    """Return the codes of one check's findings."""
    return [finding.code for finding in examination.CHECKS[check](now)]


@pytest.fixture
def sound(program: Program, platform: FakePlatform, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Program:
    """Set up a site without faults.

    A learner passed the program, the program's courses have runs, and the site has a key.
    """
    monkeypatch.setenv("LEDGER_PEM", new_key_pem().decode())
    settings.MICROMASTERS_LEDGER_KEY = "env:LEDGER_PEM"
    pass_everything(platform)
    api.run_pending(now=NOW)
    return program


@pytest.fixture
def closed_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the broker of the task's app to a port on which no server listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setattr(evaluate_hints.app.conf, "broker_url", f"redis://127.0.0.1:{port}/0")


@pytest.fixture
def open_broker(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Set the broker of the task's app to the private Redis."""
    monkeypatch.setattr(evaluate_hints.app.conf, "broker_url", redis_url)
    return redis_url
