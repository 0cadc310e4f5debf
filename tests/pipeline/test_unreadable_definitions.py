"""Test that a definition that this release cannot read stops only one program."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.doctor import examination
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Checkpoint, Work
from micromasters_plugin.programs.definition.json import FORMAT
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from micromasters_xblock import gateway
from tests.factories import UUID_A, UUID_B, program_text, run_of, send_grade
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER

OTHER = 8
TOLD = "not reconciled: example: example version 1 cannot be read: ValueError"


@pytest.fixture
def unreadable_program(program: Program, platform: FakePlatform) -> Program:
    """Store the example program in the format of a newer release, and import a second program.

    A learner has passed each of the two programs.
    """
    api.import_program(program_text("3x", uuid=UUID_B, key="second"), actor=OPERATOR)
    rewrite(program, 9)
    now = timezone.now()
    for user_id, number in ((LEARNER, "1x"), (OTHER, "3x")):
        platform.enroll(user_id, run_of(number))
        platform.grade(user_id, run_of(number), 0.9, modified=now)
    return program


def rewrite(program: Program, form: int) -> None:
    """Store the program in another release's format.

    A new value of ``created`` bypasses the cache of parsed versions.
    """
    [version] = program.versions.all()
    version.definition["format"] = form
    ProgramVersion.objects.filter(id=version.id).update(
        definition=version.definition, created=version.created + timedelta(microseconds=1)
    )
    tracked_runs.forget()


def evaluated() -> set[tuple[str, int]]:
    return set(Standing.objects.values_list("program__key", "user_id"))


def test_grades_of_other_programs_become_hints(unreadable_program: Program) -> None:
    send_grade(LEARNER, run_of("1x"))
    send_grade(OTHER, run_of("3x"))
    assert list(Hint.objects.values_list("user_id", flat=True)) == [OTHER]


def test_reading_changes_continues_with_other_programs_and_exits_with_status_1(unreadable_program: Program) -> None:
    with pytest.raises(CommandError, match=TOLD) as raised:
        run("reconcile", "--since", "2026-01-01")
    assert raised.value.returncode == 1
    run("run-pending")
    assert evaluated() == {("second", OTHER)}


def test_missed_changes_are_read_once_the_definition_is_readable(unreadable_program: Program) -> None:
    before = timezone.now() - timedelta(minutes=1)
    Checkpoint.objects.create(program=unreadable_program, changes_read=before)
    assert [failure.program_key for failure in api.reconcile_changes(now=before + timedelta(hours=3)).failures] == [
        "example"
    ]
    assert Checkpoint.objects.get(program=unreadable_program).changes_read == before
    rewrite(unreadable_program, FORMAT)
    assert api.reconcile_changes(now=before + timedelta(hours=4)).failures == ()
    api.run_pending()
    assert ("example", LEARNER) in evaluated()


def test_a_full_reconcile_continues_with_other_programs_and_exits_with_status_1(unreadable_program: Program) -> None:
    with pytest.raises(CommandError, match=TOLD) as raised:
        run("reconcile")
    assert raised.value.returncode == 1
    assert evaluated() == {("second", OTHER)}


@pytest.mark.parametrize("options", [(), ("--since", "2026-01-01")])
def test_a_dry_run_continues_with_other_programs_and_exits_with_status_1(
    unreadable_program: Program, options: tuple[str, ...]
) -> None:
    foreseen = list(api.preview_reconcile())
    assert [(batch.program_key, batch.compared, bool(batch.error)) for batch in foreseen] == [
        ("example", 0, True),
        ("second", 1, False),
    ]
    for form in ((), ("--json",)):
        with pytest.raises(CommandError, match=TOLD):
            run("reconcile", "--dry-run", *options, *form)


def test_hints_of_an_unreadable_program_use_its_learners_tries(unreadable_program: Program) -> None:
    for program in Program.objects.all():
        Hint.objects.create(user_id=OTHER, program_id=program.id, created=timezone.now())
    api.run_pending()
    assert evaluated() == {("second", OTHER)}
    assert "example version 1 cannot be read" in Work.objects.get(program=unreadable_program).error


def test_other_programs_are_listed_and_imported(unreadable_program: Program) -> None:
    api.import_program(program_text("4x", uuid="6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a03", key="third"), actor=OPERATOR)
    assert [program.key for program in api.list_programs()] == ["second", "third"]


def test_the_doctor_names_the_version_and_checks_other_programs(
    unreadable_program: Program, platform: FakePlatform
) -> None:
    platform.runs.clear()
    found = [(finding.code, finding.text) for finding in examination.CHECKS["programs"](timezone.now())]
    assert [code for code, _ in found] == ["definition_unreadable", "requirement_without_run", "program_unreachable"]
    assert found[0][1].startswith("example version 1 cannot be read: ValueError")
    assert list(examination.CHECKS["wiring"](timezone.now())) == []


def test_the_block_of_an_unreadable_program_is_unavailable_and_breaks_no_unit(unreadable_program: Program) -> None:
    with pytest.raises(gateway.ProgramUnavailable, match="tables_unreadable"):
        gateway.read_outline(UUID_A, course_run=run_of("1x"), now=timezone.now())
