"""Test that cases have the same result if the program comes after the grades, or if two learners change places.

A program that is imported last has no proctored exams here. Events of exams before the import reach no program.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pytest

from tests.cases import test_choices, test_finals, test_limits, test_tracks
from tests.cases.site import Site, definition

HALF = "passing_grade: 0.50"


class Case(NamedTuple):
    """The requirements and top fields of a definition, a grade book, and the result of each learner in order."""

    requirements: str
    top: str
    gradebook: str
    results: tuple[str, ...]


MODES = "\n        coursework_credit_modes: [audit, verified]"
SESSIONS = "\n          - {coursework: 0.30, final: 0.70, starts: 2023-01-31, by: final}"
CASES = {
    "the heavier elective": Case(
        test_choices.HEAVY,
        "passing_grade: 0.60",
        test_choices.passes(A1x=0.60, E1x=0.80, E2x=0.81),
        ("2 of 2, 0.7500, earned",),
    ),
    "a course in one track only": Case(
        test_choices.PARTIAL.format(inside="\n      shared_courses: once"),
        "passing_grade: 0.60\nshared_courses: each",
        test_choices.TWO_LEARNERS,
        ("3 of 3, 0.8000, earned", "2 of 3, 0.8000, open"),
    ),
    "coursework in audit": Case(
        test_tracks.PAY_LATER.format(modes=MODES),
        HALF,
        test_tracks.COURSEWORK_IN_AUDIT,
        ("1 of 1, 0.6800, earned",) * 2,
    ),
    "weights by the session of the exam": Case(
        test_finals.WITH_FINAL.format(more="", split=SESSIONS),
        HALF,
        test_finals.TWO_SESSIONS,
        ("0 of 1, None, open", "1 of 1, 0.5150, earned"),
    ),
    "two attempts": Case(
        test_limits.TWO_ATTEMPTS,
        "passing_grade: 0.60",
        test_limits.THREE_TRIES.format(second="exam 0.50"),
        ("1 of 2, 0.8500, open",),
    ),
}
EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def unproctored(case: Case) -> str:
    """Return the requirements, in which no exam is proctored."""
    return case.requirements.replace("proctored: true", "proctored: false").replace(
        "exam: Ex+CFx", "exam: Ex+CFx\n      proctored: false"
    )


def swapped(gradebook: str) -> str:
    """Return the grade book, in which learners 1 and 2 have changed places."""
    return re.sub(r"(?m)^(\s*\S+ )([12]) ", lambda found: f"{found[1]}{3 - int(found[2])} ", gradebook)


@EACH
@pytest.mark.parametrize("grandfathering", ["pinned", "latest", "most_favourable"])
def test_the_result_is_the_same_if_the_program_is_imported_after_the_grades(
    site: Site, case: Case, grandfathering: str
) -> None:
    site.play(case.gradebook)
    site.define(definition(unproctored(case), f"{case.top}\ngrandfathering: {grandfathering}"))
    site.reconcile()
    assert tuple(site.result(learner) for learner, _ in enumerate(case.results, 1)) == case.results


@EACH
def test_the_result_follows_the_learner(site: Site, case: Case) -> None:
    site.define(definition(case.requirements, case.top))
    site.play(swapped(case.gradebook))
    assert tuple(site.result(3 - learner) for learner, _ in enumerate(case.results, 1)) == case.results


@EACH
def test_the_same_events_played_twice_change_nothing(site: Site, case: Case) -> None:
    site.define(definition(case.requirements, case.top))
    site.play(case.gradebook)
    site.save_grades_again(site.now)
    site.reconcile()
    assert tuple(site.result(learner) for learner, _ in enumerate(case.results, 1)) == case.results
