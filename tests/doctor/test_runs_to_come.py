"""Test that the doctor names the learners who still need a course that has no run to come."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import Finding
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.doctor import examination
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.agreeing import import_and_agree
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW

PAST, FUTURE = NOW - timedelta(days=1), NOW + timedelta(days=100)
OVER: dict[str, datetime] = {"end": PAST}


def findings() -> list[Finding]:
    return list(examination.CHECKS["runs"](NOW))


def texts() -> list[str]:
    return [finding.text for finding in findings()]


@pytest.fixture
def learner(program: Program, platform: FakePlatform) -> FakePlatform:
    """Let a learner pass Ex+1x, whose program also requires Ex+2x. All runs are over."""
    for number in ("1x", "2x"):
        platform.add_run(run_of(number), **OVER)
    platform.pass_run(LEARNER, run_of("1x"))
    api.reconcile(now=NOW)
    return platform


def test_a_course_without_a_run_to_come_is_named_with_version_and_learners(learner: FakePlatform) -> None:
    assert texts() == [
        "example, version 1: 2x (Ex+2x) has no run to come; the version binds 1 learner without this course: 7"
    ]
    assert "`aliases`" in findings()[0].remedy


@pytest.mark.parametrize("fields", [{}, {"end": FUTURE}, {"enrollment_end": FUTURE}], ids=str)
def test_a_run_that_can_still_be_joined_is_a_run_to_come(learner: FakePlatform, fields: dict[str, datetime]) -> None:
    learner.add_run("course-v1:Ex+2x+2027", **fields)
    assert texts() == []


def test_a_run_that_is_closed_for_enrollment_is_none(learner: FakePlatform) -> None:
    learner.add_run("course-v1:Ex+2x+2027", end=FUTURE, enrollment_end=PAST)
    assert len(texts()) == 1


def test_a_learner_in_a_run_that_goes_on_needs_no_other_run(learner: FakePlatform) -> None:
    learner.add_run("course-v1:Ex+2x+2027", end=FUTURE, enrollment_end=PAST)
    learner.enroll(LEARNER, "course-v1:Ex+2x+2027")
    api.reconcile(now=NOW)
    assert texts() == []


def test_an_older_version_that_still_binds_somebody_is_named(learner: FakePlatform) -> None:
    import_and_agree(program_text("1x", "3x").replace("2025-01-01", "2026-05-01"), now=NOW)
    tracked_runs.forget()
    learner.add_run(run_of("3x"))
    learner.enroll(8, run_of("3x"), created=NOW)
    api.reconcile(now=NOW)
    assert [text.partition(":")[0] for text in texts()] == ["example, version 1", "example, version 2"]
    assert "1x (Ex+1x) has no run to come; the version binds 1 learner without this course: 8" in texts()[1]


def test_a_member_of_an_earned_group_is_not_needed(db: None, platform: FakePlatform) -> None:
    courses = (
        program_text("1x", "2x").partition("requirements:")[2].partition("all_of:\n")[2].replace("    ", "        ")
    )
    text = program_text("3x") + f"    - at_least: 1\n      of:\n{courses}"
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    for number in ("1x", "2x", "3x"):
        platform.add_run(run_of(number), **OVER)
    platform.pass_run(LEARNER, run_of("1x"))
    api.reconcile(now=NOW)
    assert ["3x (Ex+3x)" in text for text in texts()] == [True]


def test_a_final_exam_without_a_run_is_named(db: None, platform: FakePlatform) -> None:
    final = "      final:\n        course: Ex+1xF\n        splits: [{coursework: 0.40, final: 0.60}]\n"
    text = program_text("1x").replace("      title: Course 1x\n", f"      title: Course 1x\n{final}")
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    platform.enroll(LEARNER, run_of("1x"))
    api.reconcile(now=NOW)
    [text] = texts()
    assert "version 1: the final of 1x (Ex+1xF) has no run to come" in text


def with_final(splits: str) -> str:
    final = f"      final: {{course: Ex+1xF, splits: {splits}}}\n"
    return program_text("1x").replace("      title: Course 1x\n", f"      title: Course 1x\n{final}")


MOVED = "[{coursework: 0.40, final: 0.60}, {coursework: 1.00, final: 0.00, starts: 2022-01-01}]"
MOVED_OUT = "[{coursework: 1.00, final: 0.00}, {coursework: 0.40, final: 0.60, starts: 2022-01-01}]"


@pytest.mark.parametrize(
    ("splits", "fields", "named"),
    [
        (MOVED, {"start": NOW, "end": FUTURE}, []),
        (MOVED, {"start": NOW, "end": PAST}, ["1x"]),
        (MOVED, {"start": datetime(2021, 12, 31, 23, tzinfo=UTC)}, ["the final of 1x"]),
        (MOVED, {"start": None}, []),
        (MOVED_OUT, {"start": NOW, "end": FUTURE}, ["the final of 1x"]),
        (MOVED_OUT, {"start": datetime(2021, 12, 31, 23, tzinfo=UTC)}, []),
    ],
)
def test_a_final_exam_inside_the_courses_run_needs_no_run(
    db: None, platform: FakePlatform, splits: str, fields: dict[str, datetime], named: list[str]
) -> None:
    api.import_program(with_final(splits), actor=OPERATOR)
    tracked_runs.forget()
    platform.add_run(run_of("1x"), **fields)
    platform.add_run("course-v1:Ex+1x+2020", end=PAST)
    platform.grade(platform.add_learner(LEARNER), "course-v1:Ex+1x+2020", 0.2)
    platform.enroll(LEARNER, "course-v1:Ex+1x+2020")
    api.reconcile(now=NOW)
    assert [text.partition("version 1: ")[2].partition(" (")[0] for text in texts()] == named


def test_a_learner_in_a_final_exam_that_goes_on_needs_no_other_run(db: None, platform: FakePlatform) -> None:
    api.import_program(with_final("[{coursework: 0.40, final: 0.60}]"), actor=OPERATOR)
    tracked_runs.forget()
    platform.add_run(run_of("1xF"), end=FUTURE, enrollment_end=PAST)
    for user_id, is_active in ((LEARNER, True), (8, False)):
        platform.enroll(user_id, run_of("1x"))
        platform.enroll(user_id, run_of("1xF"), is_active=is_active)
    api.reconcile(now=NOW)
    [text] = texts()
    assert "the final of 1x (Ex+1xF) has no run to come; the version binds 1 learner" in text
    assert text.endswith(": 8")


def test_after_the_programs_last_day_no_run_is_missed(learner: FakePlatform) -> None:
    import_and_agree(program_text("1x", "2x").replace("kind:", "ends: 2026-05-31\nkind:", 1), now=NOW)
    api.reconcile(now=NOW)
    assert texts() == []


def test_a_run_after_the_programs_last_day_is_none_to_come(learner: FakePlatform) -> None:
    import_and_agree(program_text("1x", "2x").replace("kind:", "ends: 2026-06-30\nkind:", 1), now=NOW)
    api.reconcile(now=NOW)
    learner.add_run("course-v1:Ex+2x+2027", start=datetime(2026, 7, 1, tzinfo=UTC))
    assert len(texts()) == 1
    learner.add_run("course-v1:Ex+2x+2027", start=datetime(2026, 6, 30, 23, tzinfo=UTC))
    assert texts() == []


def test_at_most_twenty_learners_are_named_with_the_number_of_the_others(learner: FakePlatform) -> None:
    for user_id in range(100, 125):
        learner.pass_run(user_id, run_of("1x"))
    api.reconcile(now=NOW)
    assert "binds 26 learners without this course: 7, 100, " in texts()[0]
    assert texts()[0].endswith("118 and 6 more")


def test_a_retired_program_and_a_program_without_learners_need_no_run(learner: FakePlatform) -> None:
    learner.users.clear()
    api.change_program(UUID_A, "retire", actor=OPERATOR, reason="over", now=NOW)
    assert texts() == []


def test_validate_says_it_too_and_asks_about_a_low_bar_and_an_unknown_kind(learner: FakePlatform) -> None:
    text = program_text("1x", "3x", bar="0.06").replace("kind: micromasters", "kind: micromaster")
    asked = api.ask_about_definition(text, now=NOW)
    assert ['unknown kind "micromaster"' in asked[0], "did you mean 0.6" in asked[1]] == [True, True]
    assert asked[-1] == texts()[0]
