"""Test that a grade gets the letter of the best band that the grade reaches, as in the rule book."""

from __future__ import annotations

from decimal import Decimal

import pytest

from micromasters_plugin.domain.composite import letter_of
from micromasters_plugin.domain.definition import LetterBand
from tests.domain.rule_book import cases_of
from tests.domain.specimens import course, program

BANDS = tuple(LetterBand(letter, Decimal(ratio)) for letter, ratio in (("A", "0.90"), ("B", "0.80"), ("C", "0.65")))
CASES = cases_of("letter-cases")


@pytest.mark.parametrize(("grade", "letter"), CASES.values(), ids=CASES)
def test_a_grade_gets_the_letter_of_the_best_band_that_it_reaches(grade: str, letter: str) -> None:
    ratio = None if grade == "none" else Decimal(grade)
    assert letter_of(program(course("A"), letters=BANDS), ratio) == letter


def test_a_program_without_bands_has_no_letters() -> None:
    assert letter_of(program(course("A")), Decimal(1)) == ""
