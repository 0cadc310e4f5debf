"""Test that a unit of knowledge counts the earned courses that cover the unit."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from micromasters_plugin.data import Attempt, OverrideDecision, UnitVerdict
from micromasters_plugin.domain.definition import Node, SharedCourses, Unit
from tests.domain.rule_book import cases_of
from tests.domain.specimens import all_of, at_least, attempt, course, day, judge, program, waiver

A, B, C = course("A", units=("U",)), course("B", units=("U", "V")), course("C", units=("V",))
UNITS = (Unit("U", "Probability"), Unit("V", "Regression", courses=2))
BOOK = cases_of("unit-cases")


class Case(NamedTuple):
    """The attempts and waivers of a learner.

    A case omits a tree or a program if the table has a usual tree or program.
    """

    attempts: list[Attempt]
    tree: Node = all_of(A, B, C)
    waivers: list[OverrideDecision] = []
    rules: dict[str, Any] = {}


def passed(*keys: str) -> list[Attempt]:
    return [attempt(key, "0.70") for key in keys]


#: The cases of the rule book by name.
CASES = {
    "nothing-earned": Case([attempt("A", None)]),
    "one-of-one": Case(passed("A")),
    "one-course-for-two-units": Case(passed("B")),
    "two-of-two": Case(passed("B", "C")),
    "more-than-it-takes": Case(passed("A", "B", "C")),
    "below-the-bar": Case([attempt("A", "0.59"), *passed("B")]),
    "two-runs-are-one-course": Case([attempt("B", "0.70"), attempt("B", "0.80", run=2)]),
    "waived": Case(passed("C"), waivers=[waiver("B")]),
    "not-counted-for-the-order": Case(
        [attempt("B", "0.70", bar_reached=day(20)), attempt("C", "0.70", bar_reached=day(10))],
        all_of(B, C, in_order=True),
    ),
    "half-a-track": Case(passed("A"), at_least(1, all_of(A, B, key="x"), all_of(C, course("D"), key="y"))),
    "two-places-of-one-course": Case(
        passed("B"),
        all_of(B, course("B2", course="Ex+B", units=("U", "V"))),
        rules={"shared_courses": SharedCourses.EACH},
    ),
    "two-places-covering-different-units": Case(
        passed("B"), all_of(course("B1", course="Ex+B", units=("U",)), course("B2", course="Ex+B", units=("V",)))
    ),
}


def units_of(case: Case) -> tuple[UnitVerdict, ...]:
    return judge(program(case.tree, units=UNITS, **case.rules), *case.attempts, overrides=case.waivers).units


@pytest.mark.parametrize("name", CASES)
def test_a_unit_counts_the_earned_courses_that_cover_it(name: str) -> None:
    shown = [f"{unit.earned_courses} of {unit.required_courses}" for unit in units_of(CASES[name])]
    assert shown == BOOK[name][-2:]


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


@pytest.mark.parametrize(
    ("name", "mastered"),
    [("nothing-earned", ""), ("one-course-for-two-units", "U"), ("two-of-two", "UV"), ("more-than-it-takes", "UV")],
)
def test_a_unit_is_mastered_with_the_required_number_of_courses(name: str, mastered: str) -> None:
    assert "".join(unit.key for unit in units_of(CASES[name]) if unit.is_mastered) == mastered


def test_units_do_not_affect_whether_a_program_is_earned() -> None:
    standing = judge(program(all_of(A), units=UNITS), *passed("A"))
    assert (standing.earned, standing.units[1].is_mastered) == (True, False)


def test_a_program_without_units_has_none() -> None:
    assert judge(all_of(A), *passed("A")).units == ()


def test_a_unit_is_shown_by_its_title() -> None:
    assert [unit.title for unit in units_of(CASES["nothing-earned"])] == ["Probability", "Regression"]
