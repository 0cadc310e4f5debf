"""Test when the results of a course run are published, and what a held result hides."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from micromasters_plugin.domain.definition import Final, ProgramRules, Split
from micromasters_plugin.domain.releases import release_of
from tests.domain.rule_book import cases_of
from tests.domain.specimens import all_of, attempt, codes_of, course, day, judge, program, run_key, state_of, verdict_of

RUN = run_key("A")


def version(since: int, embargo: int | None = None, **fields: Any) -> ProgramRules:
    """Return a version in force from the day ``since``. The ``embargo_until`` of A is the day ``embargo``."""
    held = course("A", embargo_until=None if embargo is None else day(embargo))
    return program(held, effective_from=day(since), **fields)


class Case(NamedTuple):
    """A run of A that starts on ``start``, in the versions of a program. ``release`` is the expected day."""

    versions: list[ProgramRules]
    start: int | None
    release: int | None
    enrolled: int | None = 0
    certificates: int | None = None


TWO_SITTINGS = [version(0, 100), version(150, 200)]
LISTED = {"releases": ((RUN, day(180)),)}
WITH_CERTIFICATES = {"release_with_certificates": True}

#: The cases of the rule book by name.
CASES = {
    "nothing-held-back": Case([version(0)], 50, None),
    "before-the-only-embargo": Case([version(0, 100)], 50, 100),
    "start-at-the-embargo": Case([version(0, 100)], 100, None),
    "earlier-sitting": Case(TWO_SITTINGS, 50, 100),
    "later-sitting": Case(TWO_SITTINGS, 150, 200),
    "start-between-the-sittings": Case(TWO_SITTINGS, 100, 200),
    "after-the-last-embargo": Case(TWO_SITTINGS, 200, None),
    "version-without-an-embargo-between": Case([version(0, 100), version(120), version(150, 200)], 50, 100),
    "start-unknown": Case(TWO_SITTINGS, None, 100, enrolled=149),
    "start-unknown-in-the-later-version": Case(TWO_SITTINGS, None, 200, enrolled=150),
    "start-and-enrollment-unknown": Case(TWO_SITTINGS, None, 200, enrolled=None),
    "listed-run": Case([version(0, 100), version(150, 200, **LISTED)], 50, 180),
    "listed-in-an-older-version": Case([version(0, 100, **LISTED), version(150, 200)], 50, 100),
    "with-the-certificates": Case([version(0, 100, **WITH_CERTIFICATES)], 50, 130, certificates=130),
    "certificates-at-once": Case([version(0, 100, **WITH_CERTIFICATES)], 50, 100),
    "certificates-not-asked-for": Case([version(0)], 50, None, certificates=130),
    "listed-beats-certificates": Case([version(0, **LISTED, **WITH_CERTIFICATES)], 50, 180, certificates=130),
}


def instant(number: int | None) -> datetime | None:
    return None if number is None else day(number)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_release_belongs_to_the_run(case: Case) -> None:
    release = release_of(
        RUN,
        start=instant(case.start),
        enrolled=instant(case.enrolled),
        versions=case.versions,
        certificates_available=instant(case.certificates),
    )
    assert release == instant(case.release)


def test_the_rule_book_has_exactly_these_cases() -> None:
    days = {name: ["" if case.release is None else f"day {case.release}"] for name, case in CASES.items()}
    assert {name: outcome for name, (_, *outcome) in cases_of("release-cases").items()} == days


def test_the_embargo_of_a_course_covers_the_runs_of_its_final_exam() -> None:
    final = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),))
    rules = program(all_of(course("A", final=final, embargo_until=day(300)), course("B", embargo_until=day(400))))
    releases = [
        release_of(run_key(key), start=day(50), enrolled=None, versions=[rules], certificates_available=None)
        for key in "AFBC"
    ]
    assert releases == [day(300), day(300), day(400), None]


def test_the_latest_embargo_of_all_places_of_a_course_holds() -> None:
    places = all_of(course("A", embargo_until=day(300)), replace(course("A", embargo_until=day(400)), key="again"))
    assert release_of(
        RUN, start=day(50), enrolled=None, versions=[program(places)], certificates_available=None
    ) == day(400)


HELD = {"run": 2, "release": day(400)}


def test_a_held_result_takes_no_earlier_result_away() -> None:
    found = judge(course("A"), attempt("A", "0.70"), attempt("A", "0.90", **HELD), now=day(399))
    assert (found.earned, found.composite, found.reevaluate_at) == (True, Decimal("0.7000"), day(400))
    released = judge(course("A"), attempt("A", "0.70"), attempt("A", "0.90", **HELD), now=day(400))
    assert released.composite == Decimal("0.9000")


@pytest.mark.parametrize("hidden", ["0.10", "0.55", "0.95"])
def test_the_state_of_a_course_does_not_reveal_a_held_result(hidden: str) -> None:
    found = judge(course("A"), attempt("A", "0.50"), attempt("A", hidden, **HELD), now=day(300))
    assert (state_of(found).value, verdict_of(found, "A").course_run) == ("embargoed", run_key("A", 2))


FINAL = Final("Ex+F", (Split(Decimal("0.4"), Decimal("0.6")),), passing_grade=Decimal("0.50"))
WITH_FINAL = course("A", final=FINAL)


def test_a_held_final_exam_waits_while_a_published_one_counts() -> None:
    given = [attempt("A", "0.90"), attempt("F", "0.60"), attempt("F", "0.80", **HELD)]
    composites = [judge(WITH_FINAL, *given, now=now).composite for now in (day(399), day(400))]
    assert composites == [Decimal("0.7200"), Decimal("0.8400")]


@pytest.mark.parametrize("hidden", ["0.10", "0.80"])
@pytest.mark.parametrize("published", [[], [attempt("F", "0.40")]], ids=["held alone", "beside a failed one"])
def test_a_combined_grade_does_not_reveal_a_held_final_exam(hidden: str, published: list) -> None:
    given = [attempt("A", "0.90"), *published, attempt("F", hidden, **HELD)]
    assert codes_of(judge(WITH_FINAL, *given, now=day(300))) == ("embargoed",)


def test_a_held_final_exam_is_nothing_without_coursework() -> None:
    given = [attempt("A", None), attempt("F", "0.80", **HELD)]
    assert codes_of(judge(WITH_FINAL, *given, now=day(300))) == ("no_grade",)
