"""Test that names and reasons keep their visible characters and lose all other characters."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.domain.texts import (
    MAX_CHARACTERS,
    MAX_MARKS,
    clean_name,
    first_unsafe_character,
    fold,
    has_too_many_marks,
    one_line,
    quote,
)

#: Real names that must not change.
NAMES = [
    *("Amina Haddad Østergård", "Đặng Thị Ngọc", "Đặng Thị Ngọc", "አማ ኦዉሱ", "أمينة حدّاد", "諸葛 孔明", "𐐀𐐯𐑊 𠮷野"),
    *("क्ष्मा शर्मा", "क्‍ष", "می‌خواهم", "ශ්‍රී ලංකා", "ന്‍", "שָׁלוֹם", "บุ๋ม", "김민수", "葛\U000e0100城", "O’Neill-Śmith, Jr."),
    *("ស្ត្រី", "བཀྲ་ཤིས", 'John "Jack" Smith'),
]
CONTROLS = [
    *"\x00\x07\x1b\x7f\x9b\ud800\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069",
    *"\u206a\ufeff\u00ad\u034f\u115f\u3164\ufe0f\U000e0001\U000e0041\U000e007f\u0378\uffff\U0010ffff\U000e0100",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_in_every_script_stay_unchanged(name: str) -> None:
    assert clean_name(name) == name


@pytest.mark.parametrize("control", CONTROLS, ids=[f"U+{ord(control):04X}" for control in CONTROLS])
def test_invisible_characters_are_removed(control: str) -> None:
    assert clean_name(f"{control}Ami{control}na{control} {control}Haddad{control}") == "Amina Haddad"
    assert one_line(f"Ami{control}na") == "Amina" or control in "\x1b\x9b"
    assert first_unsafe_character(f"A{control}") == control
    assert clean_name(control * 3 + " ") == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ami\u200dna", "Amina"),
        ("\u200cAmina\u200c", "Amina"),
        ("أمينة\u200d", "أمينة"),
        ("می\u200c\u200cخواهم", "میخواهم"),
        ("ا\u200dA", "اA"),
        ("शर्मा\u200d शर्मा", "शर्मा शर्मा"),
        ("👩\u200d🔬", "👩🔬"),
    ],
)
def test_joiners_stay_only_between_letters_of_scripts_that_use_them(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_letter_keeps_four_marks_and_stray_marks_are_removed() -> None:
    assert clean_name("\u0301Z" + "\u0334" * 40 + " \u0301a\u20dd") == "Z" + "\u0334" * 4 + " a\u20dd"
    assert has_too_many_marks("Z" + "\u0334" * 5) and has_too_many_marks("\u0301a") and not has_too_many_marks("Ngọc")


def test_white_space_becomes_one_space() -> None:
    assert clean_name("\tAmina\u2028\r\n \u3000Haddad\xa0") == "Amina Haddad"


@pytest.mark.parametrize("letter", ["a", "e\u0301", "ẹ\u0301\u0323", "क्\u200dष", "각"])
def test_a_long_name_is_cut_between_whole_characters(letter: str) -> None:
    kept = clean_name(letter * 300)
    assert MAX_CHARACTERS - len(letter) < len(kept) <= MAX_CHARACTERS or "्" in letter
    assert kept == letter * (len(kept) // len(letter)) or "्" in letter


@given(st.text(max_size=400))
def test_a_cleaned_name_stays_as_it_is_and_is_never_too_long(text: str) -> None:
    kept = clean_name(text)
    assert clean_name(kept) == kept
    assert len(kept) <= MAX_CHARACTERS
    assert not {unicodedata.category(character) for character in kept} & {"Cc", "Cs", "Cn"}
    assert not has_too_many_marks(kept) and MAX_MARKS == 4


@pytest.mark.parametrize(
    ("reason", "kept"),
    [
        ("agreed\n2026-01-01 waived by 7: forged", "agreed 2026-01-01 waived by 7: forged"),
        ("\x1b[31mred\x1b[0m and \x9b1mbold", "red and bold"),
        ("Refund, as \x9ei\x9eek asked", "Refund, as iek asked"),
        ("\x1b]Refund, as Ann asked", "Refund, as Ann asked"),
        ("\x1b]0;title\x07a \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "a link"),
        ("\x1bPdevice\x1b\\a \x9fprogram\x9cstring", "a string"),
        ("\x1bcreset \x1b(B", "reset"),
        ("a\u2028b\u2029c\x85d\x0be\x0cf\x1cg", "a b c d e f g"),
        ("\u202eevil\u202c", "evil"),
        ("  ", ""),
        ("\x1b[2J\n", ""),
        ("x" * 5000, "x" * 5000),
    ],
)
def test_a_reason_is_one_line_without_escape_sequences(reason: str, kept: str) -> None:
    assert one_line(reason) == kept


def test_a_quoted_title_keeps_its_direction_and_its_quotation_marks_to_itself() -> None:
    assert quote("أ “b” c") == '“\u2068أ "b" c\u2069”'


@pytest.mark.parametrize(
    ("one", "other"), [("Ångström", "ANGSTROM"), ("Đặng", "đặng"), ("Straße", "STRASSE"), ("ﬁn", "FIN"), ("İ", "i")]
)
def test_names_that_databases_treat_as_equal_have_equal_folds(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_names_with_different_letters_have_different_folds() -> None:
    assert fold("Haddad") != fold("Hadad")
