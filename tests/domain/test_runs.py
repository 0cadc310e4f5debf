"""Test that the number of a course, an alias or a list decides which runs belong to the course."""

from __future__ import annotations

from dataclasses import replace

import pytest

from micromasters_plugin.domain.definition import course_of_run, matches_run
from tests.domain.specimens import attempt, course, judge, run_key, verdict_of

BY_NUMBER = course("SC0x", course="MITx+CTL.SC0x", aliases=("MITx+CTL.CTL.SC0x",))
BY_LIST = course("SC1x", course="MITx+CTL.SC1x", runs=("course-v1:MITx+CTL.SC1x+3T2016", "course-v1:Other+X+1"))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        pytest.param("course-v1:MITx+CTL.SC0x+1T2026", "MITx+CTL.SC0x", id="today's key"),
        pytest.param("MITx/CTL.SC0x/1T2014", "MITx+CTL.SC0x", id="old key with slashes"),
    ],
)
def test_a_run_key_names_its_course(key: str, expected: str) -> None:
    assert course_of_run(key) == expected


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("ccx-v1:MITx+CTL.SC0x+1T2026+ccx@7", id="custom course (CCX)"),
        pytest.param("library-v1:MITx+LIB", id="library"),
        pytest.param("course-v1:MITx+CTL.SC0x", id="no run"),
        pytest.param("course-v1:MITx++1T2026", id="empty number"),
        pytest.param("course-v1:MITx+CTL.SC0x+1T2026+more", id="too many parts"),
        pytest.param("MITx/CTL.SC0x", id="old key without a run"),
        pytest.param("", id="nothing"),
    ],
)
def test_an_invalid_run_key_is_rejected(key: str) -> None:
    with pytest.raises(ValueError, match="not a course run key"):
        course_of_run(key)


def test_a_listed_run_counts_with_any_form_of_key() -> None:
    key = "ccx-v1:MITx+CTL.SC1x+3T2016+ccx@7"
    assert judge(course("SC1x", runs=(key,)), replace(attempt("SC1x", "0.70"), course_run=key)).earned


def test_a_run_of_another_form_belongs_to_no_course_by_number() -> None:
    key = "ccx-v1:Ex+A+R1+ccx@7"
    assert not judge(course("A"), replace(attempt("A", "0.70"), course_run=key)).earned


def test_runs_of_an_alias_are_attempts_at_the_course() -> None:
    standing = judge(course("A", aliases=("Ex+OLD",)), attempt("OLD", "0.70"), attempt("A", "0.50", run=2))
    assert verdict_of(standing, "A").course_run == run_key("OLD")


@pytest.mark.parametrize(
    ("rules", "key", "belongs"),
    [
        pytest.param(BY_NUMBER, "course-v1:MITx+CTL.SC0x+2T2027", True, id="any run of the number"),
        pytest.param(BY_NUMBER, "course-v1:MITx+CTL.CTL.SC0x+2T2015", True, id="a run of an alias"),
        pytest.param(BY_NUMBER, "MITx/CTL.SC0x/2014", True, id="an old key of the number"),
        pytest.param(BY_NUMBER, "course-v1:MITx+CTL.SC0xx+2T2027", False, id="a longer number"),
        pytest.param(BY_NUMBER, "course-v1:mitx+CTL.SC0x+2T2027", False, id="other case"),
        pytest.param(BY_NUMBER, "course-v1:HarvardX+CTL.SC0x+2T2027", False, id="same number elsewhere"),
        pytest.param(BY_NUMBER, "ccx-v1:MITx+CTL.SC0x+1T2026+ccx@7", False, id="a custom course (CCX) of the number"),
        pytest.param(BY_NUMBER, "library-v1:MITx+CTL.SC0x", False, id="a library"),
        pytest.param(BY_LIST, "course-v1:MITx+CTL.SC1x+3T2016", True, id="a listed run"),
        pytest.param(BY_LIST, "course-v1:Other+X+1", True, id="a listed run of another number"),
        pytest.param(BY_LIST, "course-v1:MITx+CTL.SC1x+1T2017", False, id="a run that the list leaves out"),
    ],
)
def test_a_run_belongs_to_a_course(rules, key: str, belongs: bool) -> None:
    assert matches_run(rules, key) is belongs
