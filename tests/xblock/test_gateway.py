"""Test the gateway with the real plugin."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import ProgrammingError
from django.test import override_settings

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from micromasters_xblock import gateway
from tests.factories import UUID_A
from tests.xblock.specimens import NOW

READS: list[Callable[[str], Any]] = [
    lambda uuid: gateway.read_outline(uuid, course_run="", now=NOW),
    lambda uuid: gateway.read_progress(uuid, user_id=7, course_run="", now=NOW),
]


def test_programs_are_listed(program: Program) -> None:
    assert [summary.uuid for summary in gateway.list_programs("course-v1:Ex+1x+2026")] == [str(program.uuid)]


@pytest.mark.parametrize("read", READS, ids=["outline", "progress"])
def test_a_program_is_read(program: Program, read: Callable[[str], Any]) -> None:
    assert read(str(program.uuid)).program.key == "example"


@pytest.mark.parametrize("uuid", ["0b6f2c5e-4d6e-4f59-9f6a-2d1f3a9f7c10", "not a uuid"])
@pytest.mark.parametrize("read", READS, ids=["outline", "progress"])
def test_an_unknown_program_is_unavailable(db: None, read: Callable[[str], Any], uuid: str) -> None:
    with pytest.raises(gateway.ProgramUnavailable, match="unknown_program"):
        read(uuid)


OTHER_READS: list[Callable[[str], Any]] = [
    gateway.list_programs,
    lambda uuid: gateway.read_freshness(uuid, user_id=7, now=NOW),
    lambda run: gateway.may_see_own_progress(7, run, is_course_staff=False),
    gateway.is_viewed_as_any_learner,
    lambda uuid: gateway.plans_for(uuid, user_id=7, composites=[Decimal("0.8")], now=NOW),
]


@pytest.mark.parametrize(
    "read", READS + OTHER_READS, ids=["outline", "progress", "list", "freshness", "enrolled", "viewed", "plan"]
)
def test_every_read_is_unavailable_without_the_app(read: Callable[[str], Any]) -> None:
    with override_settings(INSTALLED_APPS=[]), pytest.raises(gateway.ProgramUnavailable, match="app_absent"):
        read("")


@pytest.mark.parametrize(
    "read", READS + OTHER_READS, ids=["outline", "progress", "list", "freshness", "enrolled", "viewed", "plan"]
)
def test_unreadable_tables_make_every_read_unavailable(
    program: Program, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, read: Callable[[str], Any]
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise ProgrammingError(1146, "Table 'micromasters_candidate' doesn't exist")

    reads = ("list_programs", "get_progress", "get_outline", "get_freshness", "plans_for")
    for name in (*reads, "may_see_own_progress", "is_viewed_as_any_learner"):
        monkeypatch.setattr(api, name, refuse)
    with pytest.raises(gateway.ProgramUnavailable, match="tables_unreadable"):
        read(UUID_A)
    assert "micromasters doctor" in caplog.text


@pytest.mark.parametrize(("uuid", "user_id"), [("not a uuid", 7), (UUID_A, 99)], ids=["program", "person"])
def test_no_plan_exists_for_an_unknown_learner_or_program(program: Program, uuid: str, user_id: int) -> None:
    with pytest.raises(gateway.ProgramUnavailable, match="unknown_program"):
        gateway.plans_for(uuid, user_id=user_id, composites=[Decimal("0.8")], now=NOW)
