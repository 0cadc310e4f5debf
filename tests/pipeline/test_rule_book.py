"""Test required programs, final exams and versions, from the platform's tables to the credential."""

from __future__ import annotations

from datetime import timedelta

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings import evaluation
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, UUID_B, program_text, run_of
from tests.fakes import START, FakePlatform
from tests.pipeline.learner import LEARNER, NOW, pass_everything

INNER = f"    - program: {UUID_A}\n      key: inner\n      title: The inner program\n"
FINAL = "      final:\n        course: Ex+F\n        splits: [{coursework: 0.40, final: 0.60}]\n"
COURSE_1X = "      title: Course 1x\n"


def import_above(effective_from: str = "2025-01-01") -> Program:
    """Import a program that requires the course 3x and the whole example program."""
    text = program_text("3x", uuid=UUID_B, key="above").replace("2025-01-01", effective_from)
    api.import_program(text + INNER, actor=OPERATOR)
    tracked_runs.forget()
    return Program.objects.get(key="above")


def standing_in(program: Program) -> Standing:
    return Standing.objects.get(program=program, user_id=LEARNER)


def test_a_credential_lists_a_required_program_as_one_line(program: Program, platform: FakePlatform) -> None:
    above = import_above()
    pass_everything(platform)
    platform.pass_run(LEARNER, run_of("3x"))
    api.reconcile(now=NOW)
    credential = Credential.objects.get(program=above)
    lines = [(line.key, line.title) for line in api.get_credential(str(credential.uuid)).requirements]
    assert lines == [("3x", "Course 3x"), ("inner", "The inner program")]


def test_an_enrollment_in_a_required_program_pins_no_version_of_the_program_above(
    program: Program, platform: FakePlatform
) -> None:
    above = import_above()
    import_above("2026-03-01")
    platform.enroll(LEARNER, run_of("1x"))
    api.reconcile(now=NOW)
    assert standing_in(above).version.number == 2


def test_a_refund_after_a_passed_final_changes_nothing(db: None, platform: FakePlatform) -> None:
    api.import_program(program_text("1x").replace(COURSE_1X, COURSE_1X + FINAL), actor=OPERATOR)
    tracked_runs.forget()
    for number in ("1x", "F"):
        platform.change_enrollment(LEARNER, run_of(number), "verified", is_active=True, time=START)
        platform.add_learner(LEARNER)
        platform.grade(LEARNER, run_of(number), 0.8, modified=START + timedelta(days=30))
    api.reconcile(now=NOW)
    assert Standing.objects.get().earned
    platform.change_enrollment(LEARNER, run_of("F"), "audit", is_active=True, time=START + timedelta(days=40))
    api.reconcile(now=NOW)
    assert Standing.objects.get().earned


def test_learners_who_cannot_be_compared_stop_no_other_program(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    above = import_above()
    platform.pass_run(LEARNER, run_of("3x"))
    family_of = evaluation.family_of

    def fail_for_the_first(program_id):
        if program_id == program.id:
            raise RuntimeError("its versions cannot be read")
        return family_of(program_id)

    monkeypatch.setattr(evaluation, "family_of", fail_for_the_first)
    pass_everything(platform)
    api.reconcile(now=NOW)
    assert standing_in(above).earned
