"""Test the command ``micromasters`` as an operator runs it."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program, ProgramVersion
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform


def run(*args: str) -> str:
    out = io.StringIO()
    call_command("micromasters", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def definition(tmp_path: Path) -> Path:
    path = tmp_path / "program.yaml"
    path.write_text(program_text("1x", "2x"), encoding="utf-8")
    return path


def test_importing_reports_the_import_and_the_next_step(db: None, platform: FakePlatform, definition: Path) -> None:
    output = run("import-program", str(definition))
    assert "example: version 1 imported" in output
    assert "micromasters reconcile --program example" in output


def test_importing_the_same_file_again_changes_nothing(db: None, platform: FakePlatform, definition: Path) -> None:
    run("import-program", str(definition))
    assert run("import-program", str(definition)) == "example: nothing changed\n"
    assert ProgramVersion.objects.count() == 1


def test_a_changed_file_becomes_a_new_version_and_the_old_one_stays(
    db: None, platform: FakePlatform, definition: Path
) -> None:
    run("import-program", str(definition))
    definition.write_text(program_text("1x", "2x", bar="0.70"), encoding="utf-8")
    assert "version 2" in run("import-program", str(definition))
    assert [v.number for v in ProgramVersion.objects.order_by("number")] == [1, 2]


def test_importing_under_another_key_names_the_old_key(db: None, platform: FakePlatform, definition: Path) -> None:
    run("import-program", str(definition))
    definition.write_text(program_text("1x", "2x", key="renamed"), encoding="utf-8")
    assert "The program's key was example before;" in run("import-program", str(definition))


@pytest.mark.parametrize(
    ("change", "line", "field"),
    [
        (("passing_grade: 0.60", "passing_grade: 60"), 15, "passing_grade"),
        (("kind: micromasters", "kindness: micromasters"), 4, "kindness"),
    ],
)
def test_a_refused_file_imports_nothing_and_names_line_and_field(
    db: None, definition: Path, change: tuple[str, str], line: int, field: str
) -> None:
    definition.write_text(definition.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(CommandError, match=rf"line {line}, .*{field}"):
        run("import-program", str(definition))
    assert not Program.objects.exists()


def test_a_key_that_another_program_has_is_refused(program: Program, definition: Path) -> None:
    text = program_text("3x", uuid="6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a09")
    definition.write_text(text, encoding="utf-8")
    with pytest.raises(CommandError, match="key of another program"):
        run("import-program", str(definition))


@pytest.mark.parametrize(
    ("content", "why"), [(None, "No such file or directory"), (b"\xff\xfe", "it is not text in UTF-8")]
)
@pytest.mark.parametrize("words", [("import-program",), ("import-exam-attempts",), ("ledger", "verify")])
def test_a_file_that_cannot_be_read_is_named_once_with_the_reason(
    db: None, tmp_path: Path, words: tuple[str, ...], content: bytes | None, why: str
) -> None:
    path = tmp_path / "x.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        run(*words, str(path))
    assert str(refused.value) == f"{path} cannot be read: {why}"


def test_learners_enrolled_before_the_import_are_back_filled(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(7, run_of("1x"))
    assert "evaluated 1, decisions 1" in run("reconcile", "--program", "example")
    assert "evaluated 1, decisions 0" in run("reconcile")


def test_run_pending_reports_in_counts(program: Program) -> None:
    assert run("run-pending", "--max-seconds", "5") == (
        "hints 0, evaluated 0, decisions 0, parked 0, orders carried out 0\n"
    )


def test_a_table_that_is_missing_is_named_and_the_doctor_recommended(db: None) -> None:
    missing = OperationalError("no such table: micromasters_program")
    with (
        patch("micromasters_plugin.api.standings", side_effect=missing),
        pytest.raises(CommandError, match=r"no such table: micromasters_program\n`micromasters doctor`"),
    ):
        run("export-standings", "--program", "example")


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "soon"])
def test_run_pending_accepts_a_limit_in_seconds(db: None, seconds: str) -> None:
    with pytest.raises(CommandError, match="must be a number of seconds above 0"):
        run("run-pending", "--max-seconds", seconds)


@pytest.mark.parametrize("verb", ["export-standings", "export-candidates", "reconcile"])
def test_the_refusal_of_an_unknown_program_lists_all_programs(program: Program, verb: str) -> None:
    with pytest.raises(CommandError, match=r"^no program 'nothing'\nprograms in use: example$"):
        run(verb, "--program", "nothing")


@pytest.mark.parametrize("verb", ["export-standings", "export-candidates"])
def test_a_refused_export_writes_no_header(db: None, verb: str) -> None:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("micromasters", verb, "--program", "nothing", stdout=out)
    assert out.getvalue() == ""


def test_exports_are_csv_sorted_numerically_with_four_places(program: Program, platform: FakePlatform) -> None:
    for user_id in (9, 10):
        for number in ("1x", "2x"):
            platform.pass_run(user_id, run_of(number), 0.9)
    platform.enroll(11, run_of("1x"))
    api.reconcile()
    standings = list(csv.reader(io.StringIO(run("export-standings", "--program", "example"))))
    assert standings == [
        ["learner_id", "earned", "composite", "earned_requirements", "total_requirements"],
        ["9", "true", "0.9000", "2", "2"],
        ["10", "true", "0.9000", "2", "2"],
        ["11", "false", "", "0", "2"],
    ]
    assert run("export-candidates", "--program", "example") == "learner_id,score,rank\n9,0.9000,1\n10,0.9000,1\n"


@pytest.mark.parametrize("name", ["\udcff", "a\ud800"])
def test_a_username_of_invalid_bytes_is_unknown(program: Program, name: str) -> None:
    with pytest.raises(CommandError, match="there is no user"):
        run("export-person", name)


@pytest.mark.parametrize("argument", ["amina", "", "4" * 5000])
def test_erasing_requires_a_user_id_and_says_where_to_find_it(db: None, argument: str) -> None:
    with pytest.raises(CommandError, match=r"must be a person's number, not .*`export-person` shows"):
        run("erase-person", argument)
