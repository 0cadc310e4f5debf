"""Check that rounding never makes a sentence false."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from micromasters_xblock.words.reader import Reader
from tests.xblock.specimens import NOW


@pytest.mark.parametrize(
    ("ratio", "bar", "written"),
    [
        ("0.86", "0.6", "0.86"),
        ("0.8550", "0.6", "0.86"),
        ("0.6", "0.6", "0.60"),
        ("0.5949", "0.6", "0.59"),
        ("0.5950", "0.6", "0.595"),
        ("0.5999", "0.6", "0.5999"),
        ("0.6049", "0.605", "0.60"),
        ("0.605", "0.605", "0.61"),
        ("0.6040", "0.604", "0.604"),
        ("1", "0.6", "1.00"),
    ],
)
def test_a_grade_shows_two_places_unless_they_would_cross_the_bar(
    reader: Reader, ratio: str, bar: str, written: str
) -> None:
    assert reader.ratio(Decimal(ratio), bar=Decimal(bar)) == written


@pytest.mark.parametrize(
    ("ratio", "bar", "missing"),
    [
        ("0.52", "0.6", "0.08"),
        ("0.5211", "0.6", "0.08"),
        ("0.5189", "0.6", "0.09"),
        ("0.5999", "0.6", "0.0001"),
        ("0.3", "0.605", "0.31"),
    ],
)
def test_a_missing_amount_is_never_rounded_down(reader: Reader, ratio: str, bar: str, missing: str) -> None:
    assert reader.missing(Decimal(ratio), Decimal(bar)) == missing


def test_a_passing_grade_is_not_rounded(reader: Reader) -> None:
    assert [reader.bar(Decimal(bar)) for bar in ("0.6", "0.60", "0.605", "1")] == ["0.60", "0.60", "0.605", "1.00"]


def test_an_instant_names_its_time_zone(reader: Reader) -> None:
    assert reader.minute(NOW) == "24 November 2026, 10:41 UTC"


def test_lists_join_with_commas_and_a_word(reader: Reader) -> None:
    assert reader.conjunction(["A", "B", "C"]) == "A, B and C"


def test_a_price_names_its_currency(reader: Reader) -> None:
    assert [reader.price(Decimal(amount), "usd") for amount in ("150.00", "49.50")] == ["150 USD", "49.50 USD"]


def test_sentences_come_from_the_i18n_service() -> None:
    class Spanish:
        def gettext(self, message: str) -> str:
            return {"Next run starts %(date)s.": "La próxima edición empieza el %(date)s."}[message]

    assert Reader(Spanish()).gettext("Next run starts %(date)s.", date="1 de enero") == (
        "La próxima edición empieza el 1 de enero."
    )


def test_a_sentence_is_translated_once_for_a_page() -> None:
    messages = []

    class Counting:
        def gettext(self, message: str) -> str:
            messages.append(message)
            return message

    reader = Reader(Counting())
    sentences = [reader.gettext("Next run starts %(date)s.", date=date) for date in ("1 May", "2 May")]
    assert sentences == ["Next run starts 1 May.", "Next run starts 2 May."]
    assert messages == ["Next run starts %(date)s."]


@pytest.mark.parametrize(
    ("deadline", "day"),
    [
        (datetime(2026, 12, 4, tzinfo=UTC), "3 December 2026"),
        (datetime(2026, 12, 4, 23, 59, tzinfo=UTC), "4 December 2026"),
    ],
    ids=["midnight", "end of the day"],
)
def test_a_deadline_is_written_as_the_last_possible_day(reader: Reader, deadline: datetime, day: str) -> None:
    assert reader.last_day(deadline) == day
