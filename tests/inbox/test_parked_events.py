"""Unreadable events are kept up to a limit, and all of them are counted."""

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


def test_of_one_kind_the_newest_are_kept_and_the_rest_counted(db: None) -> None:
    park(KEPT + 5)
    fold_parked_events()
    assert counts() == [("grade", "event-5", 6), *(("grade", f"event-{n}", 1) for n in range(6, KEPT + 5))]


def test_a_kind_is_a_type_of_event_and_of_error(db: None) -> None:
    park(KEPT, error="KeyError")
    park(KEPT, error="ValueError")
    park(KEPT, event_type="certificate")
    fold_parked_events()
    assert ParkedEvent.objects.count() == count_parked_events() == 3 * KEPT


def test_however_often_it_is_folded_every_event_is_counted_once(db: None) -> None:
    for _ in range(4):
        park(KEPT * 2)
        fold_parked_events()
        fold_parked_events()
    assert (ParkedEvent.objects.count(), count_parked_events()) == (KEPT, 8 * KEPT)


def test_the_sweep_folds_and_the_doctor_and_the_metrics_tell_the_whole_number(db: None) -> None:
    park(KEPT + 30)
    api.run_pending(now=NOW)
    assert ParkedEvent.objects.count() == KEPT
    [finding] = CHECKS["parked"](NOW)
    assert finding.text == "50 events could not be read"
    [parked] = [metric for metric in api.read_metrics(now=NOW) if metric.name == "micromasters_parked"]
    assert parked.samples["events"] == 50


def test_one_that_is_dismissed_while_others_are_folded_stays_away(db: None) -> None:
    park(KEPT + 1)
    fold_parked_events()
    ParkedEvent.objects.filter(count=2).delete()
    fold_parked_events()
    assert count_parked_events() == KEPT - 1
