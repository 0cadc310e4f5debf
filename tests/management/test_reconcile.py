"""Test ``micromasters reconcile`` as an operator runs it."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from micromasters_plugin import api
from micromasters_plugin.pipeline import reconciliation
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import pass_everything


class Terminal(io.StringIO):
    """A standard error stream that is a terminal."""

    def isatty(self) -> bool:
        return True


def test_reconciling_since_an_instant_counts_due_learners(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(7, run_of("1x"))
    assert run("reconcile", "--since", "2026-01-01") == "changes since 2026-01-01T00:00:00+0000: compared 1, due 1\n"
    assert "evaluated 1, decisions 1" in run("run-pending")
    assert run("reconcile", "--since", "2026-01-10T01:00+01:00", "--program", "example").endswith("compared 1, due 0\n")
    assert run("reconcile", "--since").endswith("compared 0, due 0\n")


@pytest.mark.parametrize("instant", ["yesterday", "0001-01-01T00:00+12:00"])
def test_an_invalid_instant_is_a_usage_error(db: None, instant: str) -> None:
    with pytest.raises(CommandError, match="--since"):
        run("reconcile", "--since", instant)


def test_a_dry_run_reports_each_decision_and_the_counts(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform, 7)
    platform.pass_run(8, run_of("1x"))
    platform.pass_run(9, run_of("1x"))
    platform.poison.add(9)
    assert run("reconcile", "--dry-run").splitlines() == [
        "example: learner 7: 0 → 2 of 2 requirements, credential earned",
        "example: learner 8: 0 → 1 of 2 requirements",
        "example: learner 9 cannot be evaluated: RuntimeError('a row that cannot be read')",
        "dry run: compared 3, expected decisions 2, failed evaluations 1; nothing written",
    ]
    assert not Standing.objects.exists()


def test_a_dry_run_of_changes_reads_only_changed_learners(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(7, run_of("1x"))
    assert run("reconcile", "--since", "--dry-run").startswith("dry run: compared 0,")
    assert run("reconcile", "--since", "2026-01-01", "--dry-run").startswith("example: learner 7:")


def test_a_dry_run_reports_a_credential_that_would_be_lost(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform, 7)
    api.reconcile()
    del platform.graded[7, run_of("2x")]
    assert run("reconcile", "--dry-run").startswith(
        "example: learner 7: 2 → 1 of 2 requirements, credential no longer earned\n"
    )


def test_a_program_without_learners_has_no_bar(program: Program, platform: FakePlatform) -> None:
    with patch.object(sys, "stderr", Terminal()) as terminal:
        run("reconcile")
    assert terminal.getvalue() == ""


def test_a_preview_counts_on_one_line_of_a_terminal(program: Program, platform: FakePlatform, tmp_path: Path) -> None:
    pass_everything(platform, 7)
    file = tmp_path / "changed.yaml"
    file.write_text(program_text("1x", "2x", bar="0.70"), "utf-8")
    terminal = Terminal()
    call_command("micromasters", "preview", str(file), stdout=io.StringIO(), stderr=terminal)
    assert terminal.getvalue() == "\r1 learners compared\n"


def test_a_terminal_shows_a_progress_bar(program: Program, platform: FakePlatform, settings) -> None:
    settings.MICROMASTERS_BATCH_SIZE = 2
    for user_id in range(1, 6):
        platform.pass_run(user_id, run_of("1x"))
    with patch.object(sys, "stderr", Terminal()) as terminal:
        output = run("reconcile")
    assert "evaluated 5, decisions 5" in output
    assert "example" in terminal.getvalue() and "5/5" in terminal.getvalue()


def test_a_pipe_shows_no_progress_bar(program: Program, platform: FakePlatform) -> None:
    platform.pass_run(7, run_of("1x"))
    with patch.object(sys, "stderr", io.StringIO()) as log:
        run("reconcile")
    assert log.getvalue() == ""


def test_a_stopped_reconciliation_says_where_it_resumes(program: Program, platform: FakePlatform, settings) -> None:
    settings.MICROMASTERS_BATCH_SIZE = 1
    for user_id in (7, 8):
        platform.pass_run(user_id, run_of("1x"))
    compare = reconciliation.compare
    stopping = [compare, KeyboardInterrupt]
    with (
        patch.object(reconciliation, "compare", side_effect=lambda *a, **k: _next(stopping, a, k)),
        pytest.raises(KeyboardInterrupt),
    ):
        run("reconcile")
    output = run("reconcile").splitlines()
    assert output[0].startswith("example: continues after learner 7, because the comparison of 20")
    assert output[0].endswith("was interrupted; earlier learners come last")
    assert output[1].startswith("hints 0, evaluated 2, decisions 1,")


def _next(answers: list, args: tuple, kwargs: dict):
    answer = answers.pop(0)
    if answer is KeyboardInterrupt:
        raise KeyboardInterrupt
    return answer(*args, **kwargs)
