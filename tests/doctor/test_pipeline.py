"""Test that the doctor finds old, parked and paused work, and a reconciliation that does not run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from waffle.testutils import override_switch

from micromasters_plugin import api
from micromasters_plugin.doctor import examination
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.toggles import ISSUING_PAUSED
from tests.doctor.conftest import LATER, codes
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything


def test_a_hint_older_than_ten_minutes_is_found(sound: Program) -> None:
    hint()
    assert (codes("backlog", NOW), codes("backlog", LATER)) == ([], ["hints_overdue"])


def test_a_learner_who_backs_off_is_not_overdue(sound: Program) -> None:
    hint()
    Work.objects.update(due=LATER + timedelta(minutes=1))
    assert codes("backlog", LATER) == []


def test_an_order_due_for_ten_minutes_is_found(sound: Program) -> None:
    place([NewOrder(OrderKind.FLAG_CANDIDATE, LEARNER, sound.id, "x")], now=NOW)
    assert (codes("backlog", NOW), codes("backlog", LATER)) == ([], ["orders_overdue"])


def test_changes_unread_for_an_hour_are_found_until_they_are_read(sound: Program) -> None:
    api.reconcile_changes(now=NOW)
    late = NOW + timedelta(hours=1, seconds=1)
    assert (codes("reconciliation", late - timedelta(seconds=1)), codes("reconciliation", late)) == (
        [],
        ["changes_overdue"],
    )
    api.reconcile_changes(now=late)
    assert codes("reconciliation", late) == []


def test_a_full_reconciliation_is_overdue_two_days_after_the_last_began(sound: Program) -> None:
    api.reconcile(now=NOW)
    late = NOW + timedelta(days=2, seconds=1)
    for now in (late - timedelta(seconds=1), late):
        api.reconcile_changes(now=now)
    assert (codes("reconciliation", late - timedelta(seconds=1)), codes("reconciliation", late)) == (
        [],
        ["reconcile_overdue"],
    )


def test_a_reconciliation_dated_in_the_future_does_not_count(sound: Program) -> None:
    api.reconcile(now=NOW + timedelta(days=4000))
    api.reconcile_changes(now=NOW + timedelta(days=4000))
    assert codes("reconciliation") == ["changes_overdue", "reconcile_overdue"]
    api.reconcile(now=NOW)
    api.reconcile_changes(now=NOW)
    assert codes("reconciliation") == []


def test_a_program_never_reconciled_is_overdue_counting_from_its_import(program: Program, settings: Any) -> None:
    settings.MICROMASTERS_CHANGES_OVERDUE_SECONDS = 60
    settings.MICROMASTERS_RECONCILE_OVERDUE_SECONDS = 120
    imported = program.versions.get().created
    assert codes("reconciliation", imported + timedelta(seconds=60)) == []
    assert codes("reconciliation", imported + timedelta(seconds=61)) == ["changes_overdue"]
    [changes, everyone] = examination.CHECKS["reconciliation"](imported + timedelta(seconds=121))
    assert (changes.code, everyone.code) == ("changes_overdue", "reconcile_overdue")
    assert changes.text.endswith("for 1 minute or longer: example")


@pytest.mark.parametrize(
    ("seconds", "duration_text"),
    [(172800, "2 days"), (90000, "25 hours"), (90060, "1501 minutes"), (61.5, "61.5 seconds"), (0, "0 seconds")],
)
def test_a_threshold_is_printed_in_the_largest_unit_that_divides_it(
    program: Program, settings: Any, seconds, duration_text
) -> None:
    settings.MICROMASTERS_RECONCILE_OVERDUE_SECONDS = seconds
    imported = program.versions.get().created
    found = examination.CHECKS["reconciliation"](imported + timedelta(seconds=seconds + 1))
    assert [each.text for each in found if each.code == "reconcile_overdue"] == [
        f"no comparison of everyone has ended for {duration_text} or longer: example"
    ]


@pytest.mark.parametrize(
    ("park", "code"),
    [
        (lambda: Work.objects.update(parked=NOW), "learners_parked"),
        (lambda: Order.objects.update(done=None, parked=NOW), "orders_parked"),
        (lambda: Order.objects.update(done=None, tries=5), "orders_failing"),
        (lambda: ParkedEvent.objects.create(event_type="x", reason="x", payload="x", created=NOW), "events_parked"),
    ],
)
def test_parked_work_is_counted(sound: Program, park: Callable[[], object], code: str) -> None:
    park()
    assert codes("parked") == [code]


def test_paused_issuing_is_reported_with_its_orders_and_is_no_backlog(sound: Program, platform: FakePlatform) -> None:
    with override_switch(ISSUING_PAUSED.name, active=True):
        pass_everything(platform, 8)
        api.run_pending(now=NOW)
        [finding] = examination.CHECKS["paused"](LATER)
        assert codes("backlog", LATER) == []
    assert (finding.code, finding.text) == ("issuing_paused", "issuing is paused; 1 orders wait")
