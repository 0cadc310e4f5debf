"""Test that the grandfathering rule binds a learner to a version, and that a standing has the next date of a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.definition import Grandfathering, NestedProgram, ProgramRules
from micromasters_plugin.domain.in_force import version_in_force
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.domain.versions import evaluate_versions, rules_changed_at
from tests.domain.rule_book import cases_of
from tests.domain.specimens import all_of, attempt, course, date_of, day, judge, program, waiver

PINNED, LATEST, FAVOURABLE = Grandfathering.PINNED, Grandfathering.LATEST, Grandfathering.MOST_FAVOURABLE
A, B = course("A"), course("B")


def versions(*trees_from: tuple[int, object], rule: Grandfathering) -> list[ProgramRules]:
    """Return a version for each pair of effective day and tree. The newest version has the grandfathering rule."""
    made = [program(tree, effective_from=day(number)) for number, tree in trees_from]
    return [*made[:-1], replace(made[-1], grandfathering=rule)]


def binding_version(rules: list[ProgramRules], *attempts: Attempt, now: int) -> tuple[int, ProgramVerdict]:
    return evaluate_versions(rules, [attempts] * len(rules), now=day(now))


@pytest.mark.parametrize(("instant", "index"), [(day(-5), 0), (day(0), 0), (day(99), 0), (day(100), 1), (day(900), 2)])
def test_the_newest_effective_version_is_in_force(instant: datetime, index: int) -> None:
    rules = versions((0, A), (100, A), (200, A), rule=PINNED)
    assert version_in_force(rules, instant) == index


def enrolled_on(on: int, key: str = "A", mode: str = "verified", ratio: str | None = "0.70") -> Attempt:
    given = attempt(key, ratio, mode=mode)
    return replace(given, enrollment=replace(given.enrollment, created=day(on)))


#: The attempts of each case in the rule book.
CASES = {
    "pinned": [enrolled_on(150)],
    "pinned-by-the-first-enrollment": [enrolled_on(250, "B"), enrolled_on(150)],
    "pinned-in-any-mode": [enrolled_on(150, mode="audit"), enrolled_on(250, "B")],
    "pinned-by-any-run-of-any-version": [enrolled_on(150, "Z"), enrolled_on(250)],
    "pinned-before-the-first-version": [enrolled_on(-50)],
    "pinned-on-the-very-day": [enrolled_on(100)],
    "pinned-without-enrollment": [attempt("A", "0.70", mode=None)],
    "pinned-to-nothing-yet": [],
}
BOOK = cases_of("version-cases")


@pytest.mark.parametrize("name", CASES)
def test_pinned_binds_the_version_at_the_first_enrollment(name: str) -> None:
    rules = versions((0, A), (100, A), (200, A), (900, A), rule=PINNED)
    assert binding_version(rules, *CASES[name], now=300)[0] + 1 == int(BOOK[name][-1])


def test_the_rule_book_has_exactly_these_cases() -> None:
    assert list(BOOK) == list(CASES)


@pytest.mark.parametrize(("now", "index"), [(-1, 0), (99, 0), (100, 1), (500, 1)])
def test_latest_binds_the_version_in_force_now(now: int, index: int) -> None:
    assert binding_version(versions((0, A), (100, A), rule=LATEST), enrolled_on(5), now=now)[0] == index


@pytest.mark.parametrize(
    ("rule", "since"), [pytest.param(PINNED, 150, id="pinned"), pytest.param(LATEST, 5, id="latest")]
)
def test_a_version_binds_even_if_an_earlier_version_gives_more(rule: Grandfathering, since: int) -> None:
    index, standing = binding_version(versions((0, A), (100, all_of(A, B)), rule=rule), enrolled_on(since), now=300)
    assert (index, standing.earned) == (1, False)


@pytest.mark.parametrize("rule", Grandfathering)
def test_the_only_version_of_a_program_binds(rule: Grandfathering) -> None:
    index, standing = binding_version(versions((0, A), rule=rule), enrolled_on(5), now=300)
    assert (index, standing.earned) == (0, True)


def test_overrides_apply_under_every_version() -> None:
    rules = versions((0, B), (100, all_of(A, B)), rule=LATEST)
    _, standing = evaluate_versions(rules, [[enrolled_on(5)]] * 2, now=day(300), overrides=[waiver("B")])
    assert standing.earned


def test_nested_programs_are_evaluated_under_every_version() -> None:
    rules = versions((0, B), (100, all_of(NestedProgram("P", "", "inner"))), rule=LATEST)
    nested = {"inner": judge(A, enrolled_on(5))}
    assert evaluate_versions(rules, [[enrolled_on(5)]] * 2, now=day(300), nested=nested)[1].earned


def test_a_version_that_takes_effect_now_is_no_future_change() -> None:
    assert binding_version(versions((0, A), (300, A), rule=LATEST), enrolled_on(5), now=300)[1].reevaluate_at is None


def test_a_version_with_a_composite_gives_more_than_one_without() -> None:
    rules = versions((0, all_of(B, course("C"))), (100, all_of(A, course("C"))), rule=FAVOURABLE)
    given = [enrolled_on(5, "B", ratio="0.60")]
    assert evaluate_versions(rules, [given] * 2, now=day(300), overrides=[waiver("A")])[0] == 0


@pytest.mark.parametrize(
    ("first", "second", "attempts", "index"),
    [
        pytest.param(A, all_of(A, B), [enrolled_on(5)], 0, id="earned"),
        pytest.param(all_of(A, B), A, [enrolled_on(5)], 1, id="earned under the newer"),
        pytest.param(
            all_of(A, B, course("C")),
            all_of(course("A", "0.80"), B, course("C")),
            [enrolled_on(5), enrolled_on(5, "B")],
            0,
            id="then more requirements earned",
        ),
        pytest.param(
            all_of(A, course("B", weight="3")),
            all_of(A, B),
            [enrolled_on(5, ratio="0.70"), enrolled_on(5, "B", ratio="0.90")],
            0,
            id="then the higher composite",
        ),
        pytest.param(A, course("A", "0.50"), [enrolled_on(5)], 1, id="then the newest"),
        pytest.param(A, course("A", "0.50"), [], 1, id="nothing earned: the newest"),
    ],
)
def test_most_favourable_binds_the_version_that_gives_most(first, second, attempts: list[Attempt], index: int) -> None:
    assert binding_version(versions((0, first), (100, second), rule=FAVOURABLE), *attempts, now=300)[0] == index


def test_most_favourable_ignores_future_versions() -> None:
    rules = versions((0, all_of(A, B)), (400, A), rule=FAVOURABLE)
    index, standing = binding_version(rules, enrolled_on(5), now=300)
    assert (index, standing.earned, standing.reevaluate_at) == (0, False, day(400))


def test_the_newest_version_sets_the_grandfathering_rule() -> None:
    rules = [
        program(A, effective_from=day(0), grandfathering=LATEST),
        program(A, effective_from=day(100), grandfathering=PINNED),
    ]
    assert binding_version(rules, enrolled_on(5), now=300)[0] == 0


HELD = replace(enrolled_on(5), release=day(350))


@pytest.mark.parametrize(
    ("rule", "attempts", "due"),
    [
        pytest.param(PINNED, [enrolled_on(5)], None, id="pinned: a new version changes nothing"),
        pytest.param(PINNED, [], day(400), id="pinned to nothing yet: the new version"),
        pytest.param(LATEST, [enrolled_on(5)], day(400), id="latest: the new version"),
        pytest.param(FAVOURABLE, [enrolled_on(5)], day(400), id="most favourable: the new version"),
    ],
)
def test_a_new_version_makes_learners_due_unless_they_are_pinned(rule, attempts: list[Attempt], due) -> None:
    assert binding_version(versions((0, A), (400, A), rule=rule), *attempts, now=300)[1].reevaluate_at == due


def test_a_standing_is_due_at_the_earlier_of_release_and_new_version() -> None:
    assert binding_version(versions((0, A), (400, A), rule=LATEST), HELD, now=300)[1].reevaluate_at == day(350)


def test_a_release_makes_a_standing_due_under_every_version() -> None:
    rules = versions((0, all_of(A, B)), (100, A), rule=FAVOURABLE)
    before, after = (binding_version(rules, HELD, now=now) for now in (300, 350))
    assert (before[0], before[1].reevaluate_at, after[0], after[1].earned) == (1, day(350), 1, True)


def test_each_version_uses_the_dates_of_its_own_bars() -> None:
    rules = versions((0, A), (100, course("A", "0.50")), rule=LATEST)
    by_version = [[attempt("A", "0.70", bar_reached=day(number))] for number in (160, 130)]
    assert evaluate_versions(rules, by_version, now=day(300))[1].completed_on == date_of(130)


@pytest.mark.parametrize(
    ("number", "effective_from", "imported", "enrolled", "changed"),
    [
        (1, 10, 20, 5, None),
        (2, 10, 20, 5, 20),
        (2, 30, 20, 5, 30),
        (2, 10, 20, 20, None),
        (2, 10, 20, 25, None),
        (2, 10, 20, None, None),
    ],
)
def test_rules_change_for_a_learner_when_a_further_version_takes_effect_after_the_enrollment(
    number: int, effective_from: int, imported: int, enrolled: int | None, changed: int | None
) -> None:
    found = rules_changed_at(
        number,
        effective_from=day(effective_from),
        imported=day(imported),
        enrolled=None if enrolled is None else day(enrolled),
    )
    assert found == (None if changed is None else day(changed))
