"""Test that the doctor finds programs that nobody can earn."""

from __future__ import annotations

from datetime import UTC, datetime

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.doctor import examination
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.tracking import tracked_runs
from tests.doctor.conftest import LATER, codes
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW


def test_a_program_whose_courses_have_no_run_cannot_be_earned(program: Program, platform: FakePlatform) -> None:
    platform.add_run(run_of("1x"))
    assert codes("programs") == ["requirement_without_run", "program_unreachable"]


def test_a_group_that_is_empty_can_never_be_met(sound: Program) -> None:
    version = sound.versions.get()
    version.definition["root"]["children"] = []
    ProgramVersion.objects.update(definition=version.definition, created=LATER)
    assert codes("programs") == ["program_unreachable"]


def test_a_course_whose_final_has_no_run_cannot_be_earned(db: None, platform: FakePlatform) -> None:
    final = "      final:\n        course: Ex+1xF\n        splits: [{coursework: 0.40, final: 0.60}]\n"
    api.import_program(
        program_text("1x").replace("      title: Course 1x\n", f"      title: Course 1x\n{final}"), actor=OPERATOR
    )
    tracked_runs.forget()
    platform.add_run(run_of("1x"))
    [without_run, unreachable] = examination.CHECKS["programs"](NOW)
    assert without_run.text == "example: the final of 1x (Ex+1xF) has no run on the platform"
    assert unreachable.code == "program_unreachable"
    platform.add_run(run_of("1xF"))
    assert codes("programs") == []


def test_a_course_whose_final_is_inside_a_run_can_be_earned_without_a_run_of_the_final(
    db: None, platform: FakePlatform
) -> None:
    splits = "[{coursework: 0.40, final: 0.60}, {coursework: 1.00, final: 0.00, starts: 2022-01-01}]"
    api.import_program(program_text("1x") + f"      final: {{course: Ex+1xF, splits: {splits}}}\n", actor=OPERATOR)
    tracked_runs.forget()
    platform.add_run(run_of("1x"), start=datetime(2021, 12, 31, tzinfo=UTC))
    assert codes("programs") == ["requirement_without_run", "program_unreachable"]
    platform.add_run("course-v1:Ex+1x+2027", start=datetime(2022, 1, 1, tzinfo=UTC))
    assert codes("programs") == []


def test_a_listed_run_that_does_not_exist_is_found(db: None, platform: FakePlatform) -> None:
    text = program_text("1x").replace(
        "      title: Course 1x\n", "      title: Course 1x\n      runs: [course-v1:Ex+1x+2026, course-v1:Ex+1x+2027]\n"
    )
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    platform.add_run(run_of("1x"))
    assert codes("programs") == ["run_missing"]
