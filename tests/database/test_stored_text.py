"""Test that text columns store texts with any characters, and return the same texts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.database.stored_text import LOST, decode_text, encode_text
from micromasters_plugin.programs.models import TrackedRun
from tests.services.mariadb import PrivateMariaDB
from tests.services.processes import run_module

WRITTEN = st.text(st.one_of(st.sampled_from("&#x1F600;41 Aa"), st.characters(exclude_categories=["Cs"])))


@given(WRITTEN)
def test_mysql_stores_text_in_three_bytes_a_character_and_returns_it_unchanged(text: str) -> None:
    encoded = encode_text(text, "mysql")
    assert all(ord(character) <= 0xFFFF for character in encoded)
    assert decode_text(encoded) == text


@given(WRITTEN, st.integers(0, 20))
def test_encoded_text_fits_the_column(text: str, length: int) -> None:
    assert len(encode_text(text[:length], "mysql", length)) <= length


@pytest.mark.parametrize(
    ("text", "vendor", "encoded"),
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
def test_only_text_that_mysql_would_refuse_is_encoded(text: str, vendor: str, encoded: str) -> None:
    assert encode_text(text, vendor) == encoded


def test_text_too_long_when_encoded_gets_replacement_characters() -> None:
    assert encode_text("𠮷" * 3, "mysql", 10) == LOST * 3


@pytest.mark.parametrize("charset", ["utf8mb3", "utf8mb4"])
def test_mysql_under_django_4_2_accepts_every_name_title_reason_and_error(
    mariadb: PrivateMariaDB, charset: str
) -> None:
    result = json.loads(run_module("tests.pipeline.odd_texts", database_url=f"{mariadb.url}?charset={charset}"))
    assert result == {"lost": [], "doctor": ["connection_charset"] if charset == "utf8mb3" else []}


def test_postgresql_returns_every_text_unchanged(postgresql_process) -> None:
    assert json.loads(postgresql_process("tests.pipeline.odd_texts")) == {"lost": [], "doctor": []}


@pytest.mark.django_db
def test_a_lone_surrogate_is_no_error() -> None:
    TrackedRun.objects.create(course="Ex+1x", run_key="course-v1:Ex+1x+2026", title="a\ud83d")
    assert TrackedRun.objects.get().title == f"a{LOST}"
