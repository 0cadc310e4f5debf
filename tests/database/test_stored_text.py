"""Texts from elsewhere are stored whatever characters they have, and read back unchanged."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.database.stored_text import LOST, as_it_was, storable
from micromasters_plugin.programs.models import TrackedRun
from tests.services.mariadb import PrivateMariaDB
from tests.services.processes import run_module

WRITTEN = st.text(st.one_of(st.sampled_from("&#x1F600;41 Aa"), st.characters(exclude_categories=["Cs"])))


@given(WRITTEN)
def test_on_mysql_a_text_is_written_in_three_bytes_a_character_and_read_as_it_was(text: str) -> None:
    kept = storable(text, "mysql")
    assert all(ord(character) <= 0xFFFF for character in kept)
    assert as_it_was(kept) == text


@given(WRITTEN, st.integers(0, 20))
def test_it_never_grows_beyond_the_column(text: str, length: int) -> None:
    assert len(storable(text[:length], "mysql", length)) <= length


@pytest.mark.parametrize(
    ("text", "vendor", "kept"),
    [
        ("Zoë", "mysql", "Zoë"),
        ("𠮷野", "mysql", "&#x20BB7;野"),
        ("&#x41;", "mysql", "&#x26;#x41;"),
        ("𠮷野", "postgresql", "𠮷野"),
        ("𠮷野", "sqlite", "𠮷野"),
        ("a\0b", "postgresql", f"a{LOST}b"),
        ("a\ud83db", "sqlite", f"a{LOST}b"),
        ("a\ud83db", "mysql", f"a{LOST}b"),
    ],
)
def test_only_what_the_database_would_refuse_is_written_differently(text: str, vendor: str, kept: str) -> None:
    assert storable(text, vendor) == kept


def test_what_would_not_fit_loses_its_characters_one_for_one() -> None:
    assert storable("𠮷" * 3, "mysql", 10) == LOST * 3


@pytest.mark.parametrize("charset", ["utf8mb3", "utf8mb4"])
def test_no_name_title_reason_or_error_is_refused_on_a_connection_of_django_4_2(
    mariadb: PrivateMariaDB, charset: str
) -> None:
    told = json.loads(run_module("tests.pipeline.odd_texts", database_url=f"{mariadb.url}?charset={charset}"))
    assert told == {"lost": [], "doctor": ["connection_charset"] if charset == "utf8mb3" else []}


def test_on_postgresql_they_are_what_they_were(postgresql_process) -> None:
    assert json.loads(postgresql_process("tests.pipeline.odd_texts")) == {"lost": [], "doctor": []}


@pytest.mark.django_db
def test_half_a_character_is_no_error_here_either() -> None:
    TrackedRun.objects.create(course="Ex+1x", run_key="course-v1:Ex+1x+2026", title="a\ud83d")
    assert TrackedRun.objects.get().title == f"a{LOST}"
