"""Courses in order: the next counts only if the one before it was earned before this one was finished."""

from __future__ import annotations

import pytest

from micromasters_plugin.data import Attempt, RequirementState
from tests.domain.specimens import all_of, attempt, codes_of, course, day, judge, state_of, verdict_of

IN_ORDER = all_of(course("A"), course("B"), course("C"), in_order=True)


def reached(key: str, number: int | None, ratio: str = "0.70", run: int = 1) -> Attempt:
    """Return an attempt whose bar was reached on that day; None: nobody knows when."""
    return attempt(key, ratio, run=run, bar_reached=None if number is None else day(number))


@pytest.mark.parametrize(
    ("attempts", "earned"),
    [
        pytest.param([reached("A", 10), reached("B", 20), reached("C", 30)], "ABC", id="in order"),
        pytest.param([reached("A", 10), reached("B", 10)], "AB", id="on the same day"),
        pytest.param([reached("A", 20), reached("B", 10)], "A", id="the second finished first"),
        pytest.param([reached("B", 10)], "", id="the first never taken"),
        pytest.param([reached("A", 10, "0.40"), reached("B", 20)], "", id="the first failed"),
        pytest.param([reached("A", 10), reached("C", 30)], "A", id="the second left out"),
        pytest.param([reached("A", 20), reached("B", 10), reached("C", 30)], "A", id="one out of order, all after it"),
        pytest.param(
            [reached("A", 20), reached("B", 10, "0.90"), reached("B", 30, "0.70", run=2)], "AB", id="retaken in order"
        ),
        pytest.param([reached("A", None), reached("B", 10)], "AB", id="the first's date unknown"),
        pytest.param([reached("A", 20), reached("B", None)], "AB", id="the second's date unknown"),
        pytest.param(
            [reached("A", 10), reached("B", 20), reached("A", 30, "0.95", run=2)], "AB", id="a better retake afterwards"
        ),
        pytest.param(
            [reached("A", None), reached("B", 20), reached("A", 30, "0.95", run=2)],
            "AB",
            id="a better retake after an unknown date",
        ),
        pytest.param(
            [reached("A", 10, "0.40"), reached("B", 20), reached("A", 30, "0.95", run=2)],
            "A",
            id="a first pass afterwards",
        ),
    ],
)
def test_the_next_counts_after_the_one_before(attempts: list[Attempt], earned: str) -> None:
    standing = judge(IN_ORDER, *attempts)
    assert "".join(verdict.key for verdict in standing.courses() if verdict.earned) == earned


def test_without_in_order_the_order_is_free() -> None:
    free = all_of(course("A"), course("B"))
    assert judge(free, reached("A", 20), reached("B", 10)).earned


def test_a_course_out_of_order_says_after_which() -> None:
    verdict = verdict_of(judge(IN_ORDER, reached("A", 20), reached("B", 10)), "B")
    [reason] = verdict.reasons
    assert (verdict.state, reason.code, reason.value("previous")) == (
        RequirementState.OUT_OF_ORDER,
        "out_of_order",
        "A",
    )


def test_a_course_that_fails_anyway_is_not_called_out_of_order() -> None:
    standing = judge(IN_ORDER, reached("B", 10, "0.40"))
    assert (state_of(standing, "B"), codes_of(standing, "B")) == (RequirementState.IN_PROGRESS, ("below_bar",))
