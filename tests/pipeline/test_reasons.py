"""Test that every entry point stores a reason as one line, so that no reason can forge a line in a log."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialChange
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exceptions import MicromastersError, RefusedOverrideError
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramChange
from tests.factories import UUID_A, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW

FORGED = "agreed\x1b[2J\n2026-01-01 waived\u2028by \u202e7"
KEPT = "agreed 2026-01-01 waived by 7"
NOTHING = "\x1b[2J\n\u202e \u200b"


def waive(reason: str) -> Any:
    return api.record_override(
        UUID_A, "waive", user_id=LEARNER, actor=Actor.operator(1), reason=reason, requirement="1x", now=NOW
    )


def parked(reason: str) -> Any:
    row = ParkedEvent.objects.create(event_type="t", reason="r", payload="p", created=NOW)
    return api.dismiss_parked_events([row.id], actor=OPERATOR, reason=reason)


def replay(reason: str) -> Any:
    Work.objects.filter(user_id=LEARNER).update(parked=NOW)
    return api.replay_parked(actor=OPERATOR, program_key="example", reason=reason)


def change_credential(reason: str) -> Any:
    return api.change_credential(str(Credential.objects.get().uuid), "suspend", actor=Actor.operator(1), reason=reason)


WAYS: dict[str, Callable[[str], Any]] = {
    "override": waive,
    "withdrawal": lambda reason: api.withdraw_override(
        waive("why").id, actor=Actor.operator(1), reason=reason, now=NOW
    ),
    "program": lambda reason: api.change_program(UUID_A, "retire", actor=Actor.operator(1), reason=reason),
    "credential": change_credential,
    "dismissed": parked,
    "replayed": replay,
}


@pytest.fixture(autouse=True)
def learner(program: Program, platform: FakePlatform) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(LEARNER, run_of(number))
    api.reconcile(now=NOW)


@pytest.mark.parametrize("way", sorted(WAYS.keys() - {"dismissed"}))
def test_a_reason_is_kept_and_logged_as_one_line(way: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "micromasters_plugin"):
        WAYS[way](FORGED)
    stored_reasons = {
        *Override.objects.values_list("reason", flat=True),
        *Override.objects.values_list("withdrawn_reason", flat=True),
        *ProgramChange.objects.values_list("reason", flat=True),
        *CredentialChange.objects.values_list("reason", flat=True),
        *Work.objects.values_list("error", flat=True),
    }
    logged = [record.getMessage() for record in caplog.records]
    assert any(KEPT in text for text in (*stored_reasons, *logged))
    assert not any(sign in text for text in (*stored_reasons, *logged) for sign in "\x1b\u202e\u2028")
    assert "waived by 7" not in [line for text in (*stored_reasons, *logged) for line in text.split("\n")[1:]]


def test_the_reason_of_a_dismissal_is_only_in_the_admin_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "micromasters_plugin"):
        assert parked(FORGED) == 1
    assert not any("waived" in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize("way", WAYS)
def test_an_invisible_reason_is_refused(way: str) -> None:
    with pytest.raises(MicromastersError, match="reason"):
        WAYS[way](NOTHING)


@pytest.mark.parametrize("year", [1, 1899, 9000, 9999])
def test_an_override_that_expires_outside_the_calendar_is_refused(year: int) -> None:
    expires = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(RefusedOverrideError, match="1900 to 8999"):
        api.record_override(
            UUID_A, "hold", user_id=LEARNER, actor=Actor.operator(1), reason="x", expires=expires, now=NOW
        )
