"""Test sentences, plurals, dates and numbers in each complete language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.test import override_settings
from django.utils import translation
from django.utils.formats import reset_format_cache

from micromasters_xblock.words.reader import Reader
from tests.catalogues import LANGUAGES, translations_of_block
from tests.xblock.specimens import NOW

#: A test that compares words, and not their direction, removes these characters.
ISOLATES = re.compile("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]")
COUNTS = (0, 1, 2, 3, 11, 100)


@pytest.fixture
def of(request: pytest.FixtureRequest) -> Iterator[Reader]:
    """Return a reader of the language that the test names."""
    with translation.override(request.param):
        yield Reader(translations_of_block(request.param))


def in_languages(**written: object) -> pytest.MarkDecorator:
    """Run the test in each complete language, with a reader of that language."""
    values = {name.replace("_", "-"): value for name, value in written.items()}
    assert set(values) == set(LANGUAGES)
    return pytest.mark.parametrize(("of", "written"), list(values.items()), indirect=["of"], ids=list(values))


@in_languages(
    ar=[
        "يُفتح دون متطلبات أخرى.",
        "يُفتح عند إنجاز متطلب واحد آخر.",
        "يُفتح عند إنجاز متطلبين آخرين.",
        "يُفتح عند إنجاز 3 متطلبات أخرى.",
        "يُفتح عند إنجاز 11 متطلبًا آخر.",
        "يُفتح عند إنجاز 100 متطلب آخر.",
    ],
    es_419=[
        "Se abre cuando se cumplan 0 requisitos más.",
        "Se abre cuando se cumpla 1 requisito más.",
        "Se abre cuando se cumplan 2 requisitos más.",
        "Se abre cuando se cumplan 3 requisitos más.",
        "Se abre cuando se cumplan 11 requisitos más.",
        "Se abre cuando se cumplan 100 requisitos más.",
    ],
    fr=[
        "S’ouvre après 0 exigence de plus.",
        "S’ouvre après 1 exigence de plus.",
        "S’ouvre après 2 exigences de plus.",
        "S’ouvre après 3 exigences de plus.",
        "S’ouvre après 11 exigences de plus.",
        "S’ouvre après 100 exigences de plus.",
    ],
    zh_cn=[f"再完成 {count} 项要求后开放。" for count in COUNTS],
)
def test_each_number_takes_its_plural(of: Reader, written: list[str]) -> None:
    one = "Opens when %(number)s more requirement is earned."
    many = "Opens when %(number)s more requirements are earned."
    assert [of.ngettext(one, many, count) for count in COUNTS] == written


@in_languages(
    ar="17 ديسمبر 2025",
    es_419="17 de diciembre de 2025",
    fr="17 décembre 2025",
    zh_cn="2025年12月17日",
)
def test_dates(of: Reader, written: str) -> None:
    assert of.date(datetime(2025, 12, 17, 12, tzinfo=UTC)) == written


@in_languages(
    ar="24 نوفمبر 2026، 10:41 UTC",
    es_419="24 de noviembre de 2026, 10:41 UTC",
    fr="24 novembre 2026, 10:41 UTC",
    zh_cn="2026年11月24日 10:41 UTC",
)
def test_times_name_their_zone(of: Reader, written: str) -> None:
    assert of.minute(NOW) == written


@in_languages(ar=("0,85", "0,605"), es_419=("0,85", "0,605"), fr=("0,85", "0,605"), zh_cn=("0.85", "0.605"))
def test_grades(of: Reader, written: tuple[str, str]) -> None:
    assert (of.ratio(Decimal("0.85")), of.bar(Decimal("0.605"))) == written


def test_a_sites_own_formats_are_followed() -> None:
    with override_settings(FORMAT_MODULE_PATH="tests.xblock.formats"), translation.override("es-419"):
        reset_format_cache()
        written = Reader(translations_of_block("es-419")).ratio(Decimal("0.85"))
    reset_format_cache()
    assert written == "0.85"


@in_languages(ar="49,50 USD", es_419="49,50 USD", fr="49,50 USD", zh_cn="49.50 USD")
def test_prices(of: Reader, written: str) -> None:
    assert of.price(Decimal("49.50"), "usd") == written


@in_languages(ar="A، B وC", es_419="A, B y C", fr="A, B et C", zh_cn="A、B 和 C")
def test_lists(of: Reader, written: str) -> None:
    assert ISOLATES.sub("", of.conjunction(["A", "B", "C"])) == written


@in_languages(ar="أ. ب.", es_419="أ. ب.", fr="أ. ب.", zh_cn="أ.ب.")
def test_sentences_are_joined_by_the_language(of: Reader, written: str) -> None:
    assert of.sentences("", "أ.", "ب.", "") == written


PLACED = "%(code)s is one of %(total)s in %(group)s, of which %(required)s must be earned."
PLACE = {"code": "14.73x", "total": "3", "group": "Electives", "required": "2"}


def test_a_code_keeps_its_order_in_right_to_left_text() -> None:
    with translation.override("ar"):
        sentence = Reader(translations_of_block("ar")).gettext(PLACED, **PLACE)
    assert sentence.startswith("\N{FIRST STRONG ISOLATE}14.73x\N{POP DIRECTIONAL ISOLATE} ")


def test_left_to_right_languages_use_no_isolates(reader: Reader) -> None:
    assert reader.gettext(PLACED, **PLACE) == "14.73x is one of 3 in Electives, of which 2 must be earned."
