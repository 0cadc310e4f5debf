"""Test that a stored standing and its inputs survive a round trip, and that the inputs give the same standing again."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.data import Attempt, Enrollment
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.domain.canonical import canonical, digest
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.standings.inputs import Inputs
from micromasters_plugin.standings.snapshot import outcome_of
from tests.domain.specimens import NOW, all_of, attempt, course, day, judge, program
from tests.domain.strategies import attempts_lists, programs

RULES = program(all_of(course("A"), course("B")))


def stored_inputs(value: object):
    """Return the attempts in stored inputs."""
    return json.loads(canonical(SPARSE.encode(value)))


def round_trip(attempts: list[Attempt]) -> list[Attempt]:
    """Return the value as the database returns it."""
    return list(SPARSE.decode(Inputs, stored_inputs(Inputs(tuple(attempts)))).attempts)


@given(programs(), attempts_lists())
def test_a_standing_survives_a_round_trip(rules, attempts: list[Attempt]) -> None:
    standing = judge(rules, *attempts)
    assert SPARSE.decode(ProgramVerdict, stored_inputs(standing)) == standing


@given(attempts_lists())
def test_attempts_survive_a_round_trip(attempts: list[Attempt]) -> None:
    assert round_trip(attempts) == attempts


@given(programs(), attempts_lists())
def test_a_standing_recomputes_from_its_stored_inputs(rules, attempts: list[Attempt]) -> None:
    again = judge(rules, *round_trip(attempts))
    assert canonical(SPARSE.encode(again)) == canonical(SPARSE.encode(judge(rules, *attempts)))


@given(programs(), attempts_lists(), st.randoms(use_true_random=False))
def test_stored_inputs_do_not_depend_on_the_order_of_attempts(rules, attempts: list[Attempt], random) -> None:
    shuffled = attempts.copy()
    random.shuffle(shuffled)
    assert digest(SPARSE.encode(judge(rules, *shuffled))) == digest(SPARSE.encode(judge(rules, *attempts)))


def test_decimals_keep_their_places() -> None:
    [found] = round_trip([attempt("A", "0.6000")])
    assert str(found.ratio) == "0.6000"


def test_an_enrollment_with_an_empty_mode_survives_a_round_trip() -> None:
    given_mode = replace(attempt("A", None), enrollment=Enrollment("", False, day(0)))
    assert round_trip([given_mode]) == [given_mode]


def test_empty_values_are_not_stored() -> None:
    assert stored_inputs(Attempt("course-v1:Ex+A+R1")) == {"course_run": "course-v1:Ex+A+R1"}


def test_a_grade_of_zero_is_stored() -> None:
    assert stored_inputs(Attempt("course-v1:Ex+A+R1", ratio=Decimal("0.0000")))["ratio"] == "0.0000"


def test_canonical_text_is_the_same_for_equal_values() -> None:
    assert canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'


BEFORE = (attempt("A", "0.70"), attempt("B", "0.50"))


@pytest.mark.parametrize(
    ("after", "version", "changes"),
    [
        pytest.param(BEFORE, 1, False, id="the same"),
        pytest.param((BEFORE[0], attempt("B", "0.55")), 1, False, id="a grade that does not count"),
        pytest.param((*BEFORE, attempt("A", "0.65", run=2)), 1, False, id="a worse retake"),
        pytest.param((attempt("A", "0.71"), BEFORE[1]), 1, True, id="a counting grade"),
        pytest.param((*BEFORE, attempt("A", "0.90", run=2)), 1, True, id="a better retake"),
        pytest.param((BEFORE[0], attempt("B", "0.60")), 1, True, id="the program earned"),
        pytest.param(BEFORE[1:], 1, True, id="a grade deleted"),
        pytest.param(BEFORE, 2, True, id="another version"),
    ],
)
def test_an_outcome_changes_with_version_result_and_counting_attempts(after, version: int, changes: bool) -> None:
    before = outcome_of(judge(RULES, *BEFORE, now=NOW), 1)
    assert (outcome_of(judge(RULES, *after, now=NOW), version) != before) is changes
