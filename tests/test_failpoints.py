"""Test that each label of a fail point occurs once, and that a fail point acts only with ``DEBUG`` and a request."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.checks import run_checks

import micromasters_plugin
from micromasters_plugin import failpoints
from micromasters_plugin.failpoints import FAIL_POINTS, VARIABLE, FailPointError, arm, fail_point

ROOM = Path(micromasters_plugin.__file__).parent


@pytest.fixture(autouse=True)
def disarmed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Disarm every fail point before and after the test."""
    monkeypatch.delenv(VARIABLE, raising=False)
    arm()
    yield
    monkeypatch.delenv(VARIABLE, raising=False)
    arm()


def labels_in_the_code() -> Iterator[str]:
    for path in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "fail_point":
                yield ast.literal_eval(node.args[0])


def test_each_label_occurs_exactly_once_in_the_code() -> None:
    assert Counter(labels_in_the_code()) == Counter(FAIL_POINTS)


@pytest.mark.parametrize("request_", ["ledger-appended", "ledger-appended:raise", "no such point"])
def test_production_settings_arm_nothing(settings, monkeypatch: pytest.MonkeyPatch, request_: str) -> None:
    settings.DEBUG = False
    monkeypatch.setenv(VARIABLE, request_)
    arm()
    for name in FAIL_POINTS:
        fail_point(name)
    assert failpoints._armed is None


def test_production_settings_with_the_variable_set_are_an_error(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "ledger-appended")
    assert [message.id for message in run_checks() if message.is_serious()] == ["micromasters.E001"]
    monkeypatch.delenv(VARIABLE)
    assert [message for message in run_checks() if message.is_serious()] == []


def test_only_the_requested_point_fails(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG = True
    monkeypatch.setenv(VARIABLE, "evaluated:raise")
    arm()
    failed = []
    for name in FAIL_POINTS:
        try:
            fail_point(name)
        except FailPointError:
            failed.append(name)
    assert failed == ["evaluated"]


def test_a_point_fails_once_at_the_requested_passage(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.DEBUG = True
    monkeypatch.setenv(VARIABLE, "evaluated:raise:3")
    arm()
    fail_point("evaluated")
    fail_point("evaluated")
    with pytest.raises(FailPointError):
        fail_point("evaluated")
    fail_point("evaluated")


@pytest.mark.parametrize("request_", ["evaluate", "evaluated:explode", "evaluated:kill:0", "evaluated:kill:often"])
def test_a_request_for_an_unknown_point_is_refused(settings, monkeypatch, request_: str) -> None:
    settings.DEBUG = True
    monkeypatch.setenv(VARIABLE, request_)
    with pytest.raises(ValueError, match="names no fail point"):
        arm()
