"""Test on which days learners are known to have reached a bar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import Attempt, CourseRun, Grade
from micromasters_plugin.data.states import BarKind
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.bar_dates import BarDate, BarDates
from micromasters_plugin.standings.evaluation import evaluate_learner
from micromasters_plugin.standings.facts import Bar
from micromasters_plugin.standings.models import BarSeen
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, hint

RUN = run_of("1x")
PAIR = (LEARNER, RUN)
PASSED, ENDED, SAVED = (datetime(2018, month, 10, tzinfo=UTC) for month in (5, 6, 7))
NOW = datetime(2026, 11, 30, tzinfo=UTC)
BAR = Decimal("0.60")


def date_of(
    bar: str, *, end: datetime | None = ENDED, passed: datetime | None = PASSED, seen: tuple[Bar, ...] = ()
) -> BarDate:
    """Return the date of a grade of 0.80, in a course whose own bar is 0.60."""
    known = BarDates({(each.user_id, each.course_run, each.bar, each.kind): each.at for each in seen})
    run, grade = CourseRun(RUN, "A course", end=end, passing_grade=BAR), Grade(0.8, True, passed, SAVED)
    return known.of_grade(PAIR, run, grade, Decimal(bar), enrolled=None, now=NOW)


def below(bar: str) -> Bar:
    return Bar(*PAIR, Decimal(bar), PASSED - timedelta(days=9), BarKind.BELOW)


@pytest.mark.parametrize(
    ("bar", "fields", "at", "is_known"),
    [
        pytest.param("0.6", {}, PASSED, True, id="the course's own bar"),
        pytest.param("0.6", {"end": None}, PASSED, True, id="a run without an end"),
        pytest.param("0.6", {"end": PASSED}, PASSED, True, id="passed at the end of the run"),
        pytest.param("0.6", {"end": PASSED - timedelta(seconds=1)}, PASSED, False, id="passed after the end"),
        pytest.param("0.5", {}, PASSED, False, id="a lower bar was reached no later"),
        pytest.param("0.7", {}, SAVED, False, id="a higher bar: the pass tells nothing"),
        pytest.param("0.6", {"passed": None}, SAVED, False, id="no pass on the platform"),
        pytest.param("0.5", {"seen": (below("0.5"),)}, PASSED, True, id="a lower bar, seen below before"),
        pytest.param("0.7", {"seen": (below("0.7"),)}, SAVED, True, id="a higher bar, seen below before"),
        pytest.param("0.7", {"seen": (below("0.8"),)}, SAVED, False, id="seen below another bar"),
    ],
)
def test_a_day_is_known_by_the_pass_or_by_an_earlier_read(bar: str, fields: dict, at: datetime, is_known: bool) -> None:
    found = date_of(bar, **fields)
    assert (found.at, found.is_day_known) == (at, is_known)


def test_the_first_sight_at_a_bar_stays() -> None:
    stored = Bar(*PAIR, Decimal("0.70"), datetime(2019, 1, 1, tzinfo=UTC))
    assert date_of("0.70", seen=(stored,)) == BarDate(stored.at, is_seen=True)


def test_a_learner_who_fell_below_a_bar_was_not_seen_below_it_first() -> None:
    reached = BarDates({(*PAIR, BAR, BarKind.REACHED): PASSED})
    assert reached.below(PAIR, BAR, now=NOW) == ()


@pytest.mark.parametrize(("evaluated", "is_known"), [(PASSED, True), (ENDED, False)])
def test_an_evaluation_before_the_enrollment_saw_no_grade(evaluated: datetime, is_known: bool) -> None:
    found = BarDates({}, {LEARNER: evaluated}).reached(PAIR, BAR, first_seen=SAVED, enrolled=ENDED)
    kinds = [bar.kind for bar in found.new_bars]
    assert (found.is_day_known, BarKind.BELOW in kinds) == (is_known, is_known)


def attempt_of(program: Program, now: datetime = NOW) -> Attempt:
    [attempt] = evaluate_learner(program.id, LEARNER, now=now).inputs.attempts
    return attempt


def sweep(now: datetime) -> None:
    hint()
    api.run_pending(now=now)


def test_the_first_grade_of_a_run_that_was_read_before_has_a_known_day(
    program: Program, platform: FakePlatform
) -> None:
    platform.enroll(LEARNER, RUN)
    sweep(NOW - timedelta(days=9))
    platform.grade(LEARNER, RUN, 0.8, modified=NOW - timedelta(days=2))
    sweep(NOW)
    assert attempt_of(program).reached_day == date(2026, 11, 28)


def test_a_grade_that_was_there_at_the_first_read_has_no_known_day(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, RUN)
    sweep(NOW)
    platform.grade(LEARNER, RUN, 0.3, modified=NOW)
    sweep(NOW + timedelta(days=1))
    platform.grade(LEARNER, RUN, 0.9, modified=NOW + timedelta(days=2))
    sweep(NOW + timedelta(days=3))
    attempt = attempt_of(program, NOW + timedelta(days=3))
    assert (attempt.reached_day, attempt.bar_reached is None) == (None, False)
    assert list(BarSeen.objects.values_list("kind", flat=True)) == ["reached"]


def test_an_enrollment_and_a_grade_between_two_sweeps_have_a_known_day(
    program: Program, platform: FakePlatform
) -> None:
    platform.enroll(LEARNER, run_of("2x"))
    sweep(NOW - timedelta(days=9))
    platform.enroll(LEARNER, RUN, created=NOW - timedelta(days=3))
    platform.grade(LEARNER, RUN, 0.8, modified=NOW - timedelta(days=2))
    sweep(NOW)
    attempts = evaluate_learner(program.id, LEARNER, now=NOW).inputs.attempts
    assert attempts[0].reached_day == date(2026, 11, 28)


def test_a_read_of_an_unchanged_learner_stores_nothing_more(program: Program, platform: FakePlatform) -> None:
    platform.enroll(LEARNER, RUN)
    for days in (9, 5, 1):
        sweep(NOW - timedelta(days=days))
    assert BarSeen.objects.get().at == NOW - timedelta(days=9)
