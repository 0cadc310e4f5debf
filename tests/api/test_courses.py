"""How a course's learners stand in a program: counted in one query, small groups hidden."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, UUID_B, run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
HERE = run_of("1x")


def arrange(platform: FakePlatform, *, nothing: int, one: int, both: int) -> None:
    """Enroll that many in the course, who have earned so much of the program's two requirements."""
    for user_id in range(1, nothing + one + both + 1):
        platform.enroll(user_id, HERE)
        if user_id > nothing:
            platform.grade(user_id, HERE, 0.9)
        if user_id > nothing + one:
            platform.pass_run(user_id, run_of("2x"), 0.9)
    api.reconcile(now=NOW)


def test_learners_are_counted_by_what_they_have_earned(program: Program, platform: FakePlatform) -> None:
    arrange(platform, nothing=12, one=10, both=11)
    found = api.course_standings(UUID_A, course_run=HERE)
    assert [(group.earned_requirements, group.learners) for group in found.groups] == [(0, 12), (1, 10), (2, 11)]
    assert (found.learners, found.earned, found.has_admission_bar, found.above_bar) == (33, 11, True, 11)


def test_small_groups_are_hidden(program: Program, platform: FakePlatform) -> None:
    arrange(platform, nothing=20, one=11, both=3)
    found = api.course_standings(UUID_A, course_run=HERE)
    assert [group.learners for group in found.groups] == [20, None, None]
    assert (found.learners, found.earned, found.above_bar) == (34, None, None)


def test_of_fewer_than_ten_nothing_is_told(program: Program, platform: FakePlatform) -> None:
    arrange(platform, nothing=5, one=2, both=2)
    found = api.course_standings(UUID_A, course_run=HERE)
    assert {group.learners for group in found.groups} | {found.learners, found.earned, found.above_bar} == {None}


def test_only_those_enrolled_in_the_course_now_are_counted(program: Program, platform: FakePlatform) -> None:
    arrange(platform, nothing=12, one=0, both=0)
    platform.pass_run(99, run_of("2x"), 0.9)
    platform.enroll(1, HERE, is_active=False)
    api.reconcile(now=NOW)
    assert api.course_standings(UUID_A, course_run=HERE).learners == 11


def test_standings_are_counted_in_one_query(program: Program, platform: FakePlatform) -> None:
    arrange(platform, nothing=12, one=0, both=0)
    with CaptureQueriesContext(connection) as queries:
        api.course_standings(UUID_A, course_run=HERE)
    assert len([query for query in queries if "standing" in query["sql"]]) == 1
    assert len(queries) == 3  # the program, its versions, the count


def test_an_unknown_program_is_said_to_be_unknown(program: Program) -> None:
    with pytest.raises(UnknownProgramError):
        api.course_standings(UUID_B, course_run=HERE)
