"""Test that instants become days in a program's time zone, and that only one module reads time zones."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import micromasters_plugin
from micromasters_plugin.domain.days import day_of, midnight_of, zone_names
from micromasters_plugin.domain.ranking import Score, rank_candidates
from tests.domain.specimens import all_of, attempt, course, judge, program

PACKAGE = Path(micromasters_plugin.__file__).parent
MODULES = [path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        pytest.param("2021-06-30T11:59:59+00:00", "Pacific/Auckland", "2021-06-30", id="before midnight in Auckland"),
        pytest.param("2021-06-30T12:00:00+00:00", "Pacific/Auckland", "2021-07-01", id="midnight in Auckland"),
        pytest.param("2021-07-01T06:59:59+00:00", "America/Los_Angeles", "2021-06-30", id="before midnight in LA"),
        pytest.param("2021-07-01T07:00:00+00:00", "America/Los_Angeles", "2021-07-01", id="midnight in LA"),
        pytest.param("2021-03-14T07:59:59+00:00", "America/Los_Angeles", "2021-03-13", id="before a day of 23 hours"),
        pytest.param("2021-03-15T06:59:59+00:00", "America/Los_Angeles", "2021-03-14", id="end of a day of 23 hours"),
        pytest.param("2021-03-15T07:00:00+00:00", "America/Los_Angeles", "2021-03-15", id="after a day of 23 hours"),
        pytest.param("2021-11-08T07:59:59+00:00", "America/Los_Angeles", "2021-11-07", id="end of a day of 25 hours"),
        pytest.param("2021-11-08T08:00:00+00:00", "America/Los_Angeles", "2021-11-08", id="after a day of 25 hours"),
    ],
)
def test_the_day_of_an_instant_is_the_day_in_the_zone(instant: str, zone: str, day: str) -> None:
    assert day_of(datetime.fromisoformat(instant), zone) == date.fromisoformat(day)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"])
def test_a_day_begins_at_its_midnight_and_not_a_microsecond_before(zone: str) -> None:
    for number in range(366):
        day = date(2021, 1, 1) + timedelta(days=number)
        midnight = midnight_of(day, zone)
        assert day_of(midnight, zone) == day
        assert day_of(midnight - timedelta(microseconds=1), zone) == day - timedelta(days=1)


def test_a_day_whose_midnight_the_clocks_skip_begins_at_the_change() -> None:
    assert midnight_of(date(2018, 11, 4), "America/Sao_Paulo") == datetime(2018, 11, 4, 3, tzinfo=UTC)


def test_passes_on_one_day_are_in_order_whatever_their_seconds() -> None:
    second, first = (datetime(2026, 5, 1, 12, 0, seconds, tzinfo=UTC) for seconds in (0, 4))
    given = [attempt("A", "0.80", bar_reached=first), attempt("B", "0.80", bar_reached=second)]
    assert judge(all_of(course("A"), course("B"), in_order=True), *given).earned


def test_microseconds_rank_nobody() -> None:
    scores = []
    for learner_id in range(15):
        reached = datetime(2026, 5, 1, 12, 0, 0, learner_id, tzinfo=UTC)
        standing = judge(program(course("A")), attempt("A", "0.80", bar_reached=reached))
        assert standing.composite is not None
        scores.append(Score(learner_id, standing.composite, standing.capstone, 1, standing.completed_on))
    assert {ranked.rank for ranked in rank_candidates(scores)} == {1}


def test_no_query_derives_a_day() -> None:
    lookups = re.compile(
        r"__(date|year|month|day|week|hour|minute)\b|\b(Trunc|Extract)[A-Z]?\w*\(|AT TIME ZONE|CONVERT_TZ"
    )
    assert [str(path) for path in MODULES if lookups.search(path.read_text("utf-8"))] == []


def test_only_one_module_of_the_rules_reads_time_zones() -> None:
    readers = {str(path.relative_to(PACKAGE)) for path in MODULES if "ZoneInfo(" in path.read_text("utf-8")}
    assert {each for each in readers if each.startswith(("domain/", "standings/", "pipeline/"))} == {"domain/days.py"}


def test_the_names_of_time_zones_mean_the_same_zone_on_every_machine() -> None:
    names = zone_names()
    assert {"UTC", "America/New_York", "Pacific/Auckland"} <= names
    assert not {"localtime", "Factory", "../etc/passwd"} & names
