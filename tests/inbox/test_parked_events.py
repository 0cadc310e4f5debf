"""Test that unreadable events are stored up to a limit, and that all unreadable events are counted."""

from __future__ import annotations

from micromasters_plugin import api
from micromasters_plugin.doctor.examination import CHECKS
from micromasters_plugin.inbox.intake import park_event
from micromasters_plugin.inbox.models import ParkedEvent
from micromasters_plugin.inbox.parked_events import KEPT, count_parked_events, fold_parked_events
from tests.pipeline.learner import NOW


def park(number: int, *, event_type: str = "grade", error: str = "KeyError") -> None:
    for n in range(number):
        park_event(event_type, f"event-{n}", reason=f"{error}('{n}')", payload="x", now=NOW)


def counts() -> list[tuple[str, str, int]]:
    return list(ParkedEvent.objects.order_by("id").values_list("event_type", "event_id", "count"))


def test_folding_keeps_the_newest_events_of_a_kind_and_counts_the_rest(db: None) -> None:
    park(KEPT + 5)
    fold_parked_events()
    assert counts() == [("grade", "event-5", 6), *(("grade", f"event-{n}", 1) for n in range(6, KEPT + 5))]


def test_the_kind_of_a_parked_event_is_its_event_type_and_error_type(db: None) -> None:
    park(KEPT, error="KeyError")
    park(KEPT, error="ValueError")
    park(KEPT, event_type="certificate")
    fold_parked_events()
    assert ParkedEvent.objects.count() == count_parked_events() == 3 * KEPT


def test_repeated_folding_counts_every_event_once(db: None) -> None:
    for _ in range(4):
        park(KEPT * 2)
        fold_parked_events()
        fold_parked_events()
    assert (ParkedEvent.objects.count(), count_parked_events()) == (KEPT, 8 * KEPT)


def test_a_sweep_folds_events_and_the_doctor_and_metrics_report_the_total(db: None) -> None:
    park(KEPT + 30)
    api.run_pending(now=NOW)
    assert ParkedEvent.objects.count() == KEPT
    [finding] = CHECKS["parked"](NOW)
    assert finding.text == "50 events could not be read"
    [parked] = [metric for metric in api.read_metrics(now=NOW) if metric.name == "micromasters_parked"]
    assert parked.samples["events"] == 50


def test_an_event_dismissed_during_folding_stays_dismissed(db: None) -> None:
    park(KEPT + 1)
    fold_parked_events()
    ParkedEvent.objects.filter(count=2).delete()
    fold_parked_events()
    assert count_parked_events() == KEPT - 1
