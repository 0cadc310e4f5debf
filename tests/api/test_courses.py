"""Test that the API counts a course's credit learners once a week, by progress in a program, and adds noise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data import CourseStandings
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.domain.disclosure import Noise
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.programs.models import Program, TrackedRun
from micromasters_plugin.standings import weekly_counts
from micromasters_plugin.standings.models import WeeklyCounts
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 3, tzinfo=UTC)  # a Wednesday
HERE = run_of("1x")


@pytest.fixture
def no_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remove the noise, so that a test sees the exact counts."""
    monkeypatch.setattr(Noise, "of", lambda self, cell: 0)


def set_up_learners(platform: FakePlatform, *, nothing: int, one: int, both: int) -> None:
    """Enroll learners in the course.

    ``nothing``, ``one`` and ``both`` are the numbers of learners who earned no requirement, one requirement and both
    requirements.
    """
    for user_id in range(1, nothing + one + both + 1):
        platform.enroll(user_id, HERE)
        if user_id > nothing:
            platform.grade(user_id, HERE, 0.9)
        if user_id > nothing + one:
            platform.pass_run(user_id, run_of("2x"), 0.9)
    api.reconcile(now=NOW)


def get_standings(now: datetime = NOW) -> CourseStandings:
    return api.course_standings(UUID_A, actor=OPERATOR, course_run=HERE, now=now)


def numbers(found: CourseStandings) -> list[int | None]:
    return [*(group.learners for group in found.groups), found.learners, found.earned, found.above_bar]


@pytest.mark.usefixtures("no_noise")
def test_learners_are_counted_by_what_they_have_earned(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=20, one=10, both=15)
    found = get_standings()
    assert [(group.earned_requirements, group.learners) for group in found.groups] == [(0, 20), (1, 10), (2, 15)]
    assert (found.learners, found.earned, found.has_admission_bar, found.above_bar) == (45, 15, True, 15)


@pytest.mark.usefixtures("no_noise")
def test_numbers_below_ten_are_hidden(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=5, one=2, both=2)
    assert numbers(get_standings()) == [None] * 6


def test_a_course_without_learners_has_no_numbers(program: Program, platform: FakePlatform) -> None:
    assert set(numbers(get_standings())) <= {None, 10}


def test_each_number_has_the_noise_of_its_cell_and_week(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=100, one=100, both=100)
    weeks = [numbers(get_standings(NOW + timedelta(weeks=week))) for week in range(8)]
    assert len({tuple(week) for week in weeks}) == len(weeks)
    assert any(sum(week[:3]) != week[3] for week in weeks), "a total has a noise of its own"
    for size, seen in zip((100, 100, 100, 300), zip(*weeks, strict=True), strict=False):
        assert all(abs(number - size) <= 12 + 2 for number in seen)


def test_numbers_do_not_change_within_a_week(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=60, one=0, both=0)
    monday = NOW - timedelta(days=2)
    first = get_standings(monday)
    for user_id in range(1, 61):
        platform.enroll(user_id, HERE, is_active=False)
    assert get_standings(monday + timedelta(days=6, hours=23)) == first
    assert numbers(get_standings(monday + timedelta(days=7))) != numbers(first)


def test_numbers_without_noise_are_not_stored(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=60, one=0, both=0)
    found = get_standings()
    kept = WeeklyCounts.objects.get().counts
    assert kept == {
        **{str(group.earned_requirements): group.learners for group in found.groups},
        "learners": found.learners,
        "earned": found.earned,
        "above_bar": found.above_bar,
    }


def test_two_parallel_first_requests_return_the_same_numbers(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up_learners(platform, nothing=60, one=0, both=0)
    keep, answers = weekly_counts.keep_counts, []

    def keep_counts_after_another_request(program_id: int, **values) -> object:
        others = {**values, "counts": dict.fromkeys(values["counts"], 95)}
        answers.append(keep(program_id, **others))
        return keep(program_id, **values)

    monkeypatch.setattr("micromasters_plugin.api.courses.keep_counts", keep_counts_after_another_request)
    assert numbers(get_standings()) == [95] * 6
    assert numbers(get_standings()) == [95] * 6
    assert len(answers) == 1


@pytest.mark.usefixtures("no_noise")
def test_only_credit_learners_of_seven_days_or_more_are_counted(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=50, one=0, both=0)
    week = timedelta(days=7)
    platform.pass_run(99, run_of("2x"), 0.9)
    for user_id in range(1, 6):
        platform.enroll(user_id, HERE, is_active=False)
    for user_id in range(6, 11):
        platform.enroll(user_id, HERE, "audit")
    for user_id in range(11, 16):
        platform.enroll(user_id, HERE, created=NOW - week + timedelta(seconds=1))
    for user_id in range(16, 21):
        platform.change_enrollment(user_id, HERE, "audit", is_active=True, time=NOW - 2 * week)
        platform.change_enrollment(user_id, HERE, "verified", is_active=True, time=NOW - timedelta(days=3))
    for user_id in range(21, 26):
        platform.enroll(user_id, HERE, created=NOW - week)
    api.reconcile(now=NOW)
    assert get_standings().learners == 30


@pytest.mark.usefixtures("no_noise")
def test_learners_are_counted_in_the_modes_that_count_in_the_run(db: None, platform: FakePlatform) -> None:
    """The mode credit counts wherever verified counts. A course may have its own modes."""
    text = program_text("1x", "2x").replace(
        "    - course: Ex+2x\n", "    - course: Ex+2x\n      credit_modes: [masters]\n"
    )
    api.import_program(text, actor=OPERATOR)
    for user_id, mode in enumerate(["verified", "credit", "masters"] * 20, start=1):
        for number in ("1x", "2x"):
            platform.enroll(user_id, run_of(number), mode)
    api.reconcile(now=NOW)
    found = [
        api.course_standings(UUID_A, actor=OPERATOR, course_run=run_of(number), now=NOW).learners
        for number in ("1x", "2x")
    ]
    assert found == [40, 20]


def test_the_number_of_queries_does_not_grow_with_learners(program: Program, platform: FakePlatform) -> None:
    set_up_learners(platform, nothing=12, one=0, both=0)
    TrackedRun.objects.get_or_create(run_key=HERE, defaults={"course": "Ex+1x", "title": "One"})
    with CaptureQueriesContext(connection) as first:
        get_standings()
    with CaptureQueriesContext(connection) as later:
        get_standings()
    assert (len(first), len(later)) == (4, 1)


def test_the_course_has_its_name_and_address(program: Program, platform: FakePlatform) -> None:
    platform.add_run(HERE, url="https://courses.example.org/here")
    found = get_standings()
    assert (found.course_title, found.course_url) == (HERE, "https://courses.example.org/here")
    TrackedRun.objects.create(run_key=HERE, course="Ex+1x", title="Its copy", url="https://courses.example.org/copy")
    assert (get_standings().course_title, get_standings().course_url) == (
        "Its copy",
        "https://courses.example.org/copy",
    )


@pytest.mark.parametrize("course_run", [run_of("9x"), "Zoë's course", "library-v1:Ex+Lib", ""])
def test_a_program_has_no_numbers_for_a_course_that_it_does_not_name(program: Program, course_run: str) -> None:
    with pytest.raises(UnknownProgramError, match="does not name the course"):
        api.course_standings(UUID_A, actor=OPERATOR, course_run=course_run)
    assert not WeeklyCounts.objects.exists()


def test_a_program_names_the_courses_of_the_programs_that_it_requires(program: Program) -> None:
    outer = program_text("8x", uuid=UUID_B, key="outer") + f"    - {{program: {UUID_A}, key: inner, title: Inner}}\n"
    api.import_program(outer, actor=OPERATOR)
    assert api.course_standings(UUID_B, actor=OPERATOR, course_run=HERE, now=NOW).course_run == HERE
    with pytest.raises(UnknownProgramError):
        api.course_standings(UUID_A, actor=OPERATOR, course_run=run_of("8x"), now=NOW)


@pytest.mark.parametrize("uuid", [UUID_B, "no uuid"])
def test_an_unknown_program_raises(program: Program, uuid: str) -> None:
    with pytest.raises(UnknownProgramError):
        api.course_standings(uuid, actor=OPERATOR, course_run=HERE)


@pytest.mark.parametrize("spelled", [f"{HERE}tERM", f"{HERE}Térm", f"{HERE}Term ", f"{HERE}Term\n"])
@pytest.mark.parametrize("is_copied", [True, False])
def test_another_spelling_of_a_run_gets_the_same_noise(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch, spelled: str, is_copied: bool
) -> None:
    """A database may treat two spellings of the run as equal.

    The counts for both spellings would then be equal, but the noise would differ.
    """
    canonical = f"{HERE}Term"
    run = platform.add_run(canonical)
    monkeypatch.setattr(platform.__class__, "display_runs", lambda self, runs: {canonical: run})
    if is_copied:
        TrackedRun.objects.create(run_key=canonical, course="Ex+1x", title="One")
        page = weekly_counts.read_page(UUID_A, course_run=canonical, week=NOW.date())
        monkeypatch.setattr("micromasters_plugin.api.courses.read_page", lambda *args, **values: page)
    with pytest.raises(UnknownProgramError, match="no course run is called"):
        api.course_standings(UUID_A, actor=OPERATOR, course_run=spelled, now=NOW)
    assert not WeeklyCounts.objects.exists()


def test_an_unknown_run_has_the_same_noise_in_every_spelling(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = dict.fromkeys(("0", "1", "2", "learners", "earned", "above_bar"), 100)
    monkeypatch.setattr("micromasters_plugin.api.courses._count_members", lambda *args, **values: sizes)
    for week in range(5):
        seen = {
            tuple(
                numbers(api.course_standings(UUID_A, actor=OPERATOR, course_run=run, now=NOW + timedelta(weeks=week)))
            )
            for run in (f"{HERE}Term", f"{HERE}tERM", f"{HERE}term", f"{HERE}Térm")
        }
        assert len(seen) == 1
