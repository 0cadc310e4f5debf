"""Test that the kill switch stops the issuing of credentials, but not the recording of decisions.

The plugin carries out the held orders when the switch is off.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from waffle.testutils import override_switch

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import CredentialState
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.effects import credential_issue
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.pipeline.sweep import sweep
from micromasters_plugin.programs.models import Program
from micromasters_plugin.toggles import ISSUING_PAUSED
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing


def paused(is_on: bool) -> override_switch:
    return override_switch(ISSUING_PAUSED.name, active=is_on)


def test_a_pause_records_decisions_and_issues_nothing(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    with paused(True):
        api.run_pending(now=NOW)
    assert (standing().earned, LedgerEntry.objects.filter(kind="decision").count(), Candidate.objects.count()) == (
        True,
        1,
        1,
    )
    assert Credential.objects.count() == 0


def test_held_orders_are_carried_out_after_the_pause(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    with paused(True):
        api.run_pending(now=NOW)
        api.run_pending(now=NOW)
    with paused(False):
        api.run_pending(now=NOW)
    assert Credential.objects.count() == 1
    done = Order.objects.filter(done__isnull=False, kind__in=[OrderKind.ISSUE_CREDENTIAL, OrderKind.ANNOUNCE_AWARD])
    assert (done.count(), Order.objects.filter(done__isnull=True).count()) == (2, 0)


def test_the_switch_stops_a_running_round(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    pause, issue = paused(True), credential_issue.issue

    def issue_and_pause(*args: Any, **kwargs: Any) -> None:
        issue(*args, **kwargs)
        pause.enable()

    for user_id in (LEARNER, LEARNER + 1):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(credential_issue, "issue", issue_and_pause)
        carry_out_due(now=NOW, limit=1)
    pause.disable()
    assert Credential.objects.count() == 1


@pytest.fixture
def revoking_program(db: None, platform: FakePlatform) -> None:
    """Create a program with the drop policy ``revoke``, and a learner with the program's credential."""
    api.import_program(program_text("1x", "2x", drop_policy="revoke"), actor=OPERATOR)
    pass_everything(platform)
    api.run_pending(now=NOW)


def test_a_pause_holds_no_revocation(revoking_program: None, platform: FakePlatform) -> None:
    platform.grade(LEARNER, run_of("1x"), 0.1)
    hint()
    with paused(True):
        api.run_pending(now=NOW)
    assert Credential.objects.get().state == CredentialState.REVOKED


def test_the_switch_costs_a_round_one_query_at_most(program: Program) -> None:
    with CaptureQueriesContext(connection) as queries:
        api.run_pending(now=NOW)
    assert sum("waffle" in query["sql"] for query in queries) <= 1
