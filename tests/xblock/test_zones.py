"""Test that instants are shown in the reader's time zone, and that rule days name the program's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from xblock.runtime import NullI18nService

from micromasters_plugin.data import Reason
from micromasters_xblock.words import describe
from micromasters_xblock.words.reader import Reader
from tests.xblock.conftest import LEARNER, build_block
from tests.xblock.specimens import NOW, requirement

#: An instant that is on 4 December in New York and on 5 December in Auckland.
LATE = datetime(2026, 12, 5, 4, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("America/New_York", "4 December 2026"),
        ("Pacific/Auckland", "5 December 2026"),
        ("", "5 December 2026"),
        ("Mars/Olympus", "5 December 2026"),
        ("../../etc/passwd", "5 December 2026"),
        ("America", "5 December 2026"),
    ],
)
def test_an_instant_is_written_as_a_day_in_the_reader_s_zone(zone: str, day: str) -> None:
    assert Reader(NullI18nService(), zone).date(LATE) == day


def test_the_last_day_before_a_deadline_is_a_day_in_the_reader_s_zone() -> None:
    midnight = datetime(2026, 12, 5, 5, tzinfo=UTC)
    assert Reader(NullI18nService(), "America/New_York").last_day(midnight) == "4 December 2026"
    assert Reader(NullI18nService(), "Europe/Paris").last_day(midnight) == "5 December 2026"


def test_a_minute_is_written_in_the_reader_s_zone() -> None:
    assert Reader(NullI18nService(), "America/New_York").minute(LATE) == "4 December 2026, 23:59 EST"


def test_a_rule_day_names_the_program_s_zone_where_it_differs() -> None:
    reader = Reader(NullI18nService(), "Europe/Paris")
    assert reader.rule_day(date(2021, 8, 30), "Europe/Paris") == "30 August 2021"
    assert reader.rule_day(date(2021, 8, 30), "America/New_York") == "30 August 2021 (America/New_York)"


@pytest.mark.parametrize(
    ("preferences", "day"),
    [
        ({"edx-platform.user_preferences": {"time_zone": "America/New_York"}}, "4 December 2026"),
        ({"edx-platform.user_preferences": {"time_zone": None}}, "5 December 2026"),
        ({"edx-platform.user_preferences": None}, "5 December 2026"),
        ({}, "5 December 2026"),
    ],
)
def test_the_block_reads_the_zone_from_the_learner_s_preferences(preferences: dict[str, Any], day: str) -> None:
    assert build_block({**LEARNER, **preferences}).reader.date(LATE) == day


@pytest.mark.parametrize(
    ("state", "code", "values", "sentence"),
    [
        ("outside_dates", "after_program", {"ends": "2021-08-30"}, "Results count until 30 August 2021"),
        ("outside_dates", "before_program", {"starts": "2021-08-30"}, "Runs count that start on 30 August 2021"),
        ("outside_dates", "after_award", {"earned": "2021-08-30"}, "The program was earned on 30 August 2021"),
        ("lapsed", "lapsed", {"until": "2021-08-30", "years": "5"}, "It counted until 30 August 2021"),
    ],
)
def test_a_result_outside_the_days_names_the_day(
    reader: Reader, state: str, code: str, values: dict[str, str], sentence: str
) -> None:
    reasons = (Reason(code, tuple(values.items())),)
    for zone, suffix in (("UTC", ""), ("America/New_York", " (America/New_York)")):
        row = requirement(state, reasons=reasons, timezone=zone)
        assert describe(row, now=NOW, reader=reader).detail.startswith(sentence + suffix)
