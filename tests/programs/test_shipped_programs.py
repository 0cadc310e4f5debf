"""Test that a site can import all shipped programs, evaluate a learner in each of them, and show the result."""

from __future__ import annotations

from pathlib import Path

import pytest

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.definition.file import parse_definition
from tests.factories import send_exam
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW

PROGRAMS = sorted((Path(__file__).parents[2] / "demo" / "programs").glob("*.yaml"))

pytestmark = pytest.mark.django_db


def test_all_shipped_programs_can_be_imported_into_one_site(platform: FakePlatform) -> None:
    versions = {
        path.name: api.import_program(path.read_text("utf-8"), actor=OPERATOR, name=path.name).created_version
        for path in PROGRAMS
    }
    assert versions == {**dict.fromkeys(versions, 1), "scm-second-version.yaml": 2}


@pytest.mark.parametrize("path", PROGRAMS, ids=[path.name for path in PROGRAMS])
def test_whoever_passes_everything_reads_that_a_shipped_program_is_earned(path: Path, platform: FakePlatform) -> None:
    text = path.read_text("utf-8")
    program = parse_definition(text)
    api.import_program(text, actor=OPERATOR)
    assert not api.get_outline(program.uuid, now=NOW).earned
    for part in [part for course in program.courses() for part in (course, course.final) if part is not None]:
        run = f"course-v1:{part.course}+1T2024"
        platform.pass_run(LEARNER, run, 0.9)
        send_exam(LEARNER, run, "verified")
    api.reconcile(now=NOW)
    assert api.get_progress(program.uuid, user_id=LEARNER, now=NOW).earned
    assert api.plan_for(program.uuid, user_id=LEARNER, now=NOW)
    assert program.title in api.explain_in_words(program.uuid, user_id=LEARNER, actor=OPERATOR, now=NOW)
