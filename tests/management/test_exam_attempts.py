"""``micromasters import-exam-attempts``, as an operator runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import CommandError

from micromasters_plugin.programs.models import Program
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.progress.learner import LEARNER
from tests.progress.test_exam_import import ROW, as_csv


@pytest.fixture
def attempts(program: Program, platform: FakePlatform, tmp_path: Path) -> Path:
    platform.add_learner(LEARNER)
    path = tmp_path / "attempts.csv"
    path.write_text(as_csv(ROW), encoding="utf-8-sig")  # as spreadsheets save it
    return path


def test_a_dry_run_says_what_would_be_written_and_the_run_what_was(attempts: Path) -> None:
    rest = "0 known already, 0 in runs of no program\n"
    assert run("import-exam-attempts", str(attempts), "--dry-run") == f"1 attempts: 1 to be written, {rest}"
    assert run("import-exam-attempts", str(attempts)) == f"1 attempts: 1 written, {rest}"
    assert json.loads(run("import-exam-attempts", str(attempts), "--json"))["known"] == 1


def test_a_refused_file_ends_with_status_1_and_its_faults(attempts: Path) -> None:
    attempts.write_text(as_csv(ROW | {"status": "passed"}), encoding="utf-8")
    with pytest.raises(CommandError, match="nothing was imported:\nline 2, status") as refused:
        run("import-exam-attempts", str(attempts))
    assert refused.value.returncode == 1


def test_a_file_that_is_not_there_is_a_clear_error(attempts: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run("import-exam-attempts", str(attempts.with_name("absent.csv")))
