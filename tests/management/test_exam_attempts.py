"""Test ``micromasters import-exam-attempts`` and ``fetch-exam-attempts`` as an operator runs them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.programs.models import Program
from tests.exams.test_importing import EXAM, ROW, RUN, as_csv
from tests.factories import service_attempt
from tests.fakes import FakePlatform
from tests.management.test_command import run
from tests.pipeline.learner import LEARNER


@pytest.fixture
def attempts(program: Program, platform: FakePlatform, tmp_path: Path) -> Path:
    platform.add_learner(LEARNER)
    path = tmp_path / "attempts.csv"
    path.write_text(as_csv(ROW), encoding="utf-8-sig")  # spreadsheet programs write a byte order mark
    return path


def test_a_dry_run_and_a_real_run_report_the_same_counts(attempts: Path) -> None:
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


def test_fetching_reports_each_run_and_marks_a_dry_run(served: FakePlatform) -> None:
    found = f"{RUN}\n  {EXAM}: 1 results, 1 {{}}, 0 known already\n"
    dry = "dry run, nothing was stored: asked about 1 runs, 1 attempts to be written\n"
    assert run("fetch-exam-attempts", "--dry-run") == found.format("to be written") + dry
    assert run("fetch-exam-attempts") == found.format("written") + "asked about 1 runs, 1 attempts written\n"


def test_fetching_reports_as_json(served: FakePlatform) -> None:
    [answer] = json.loads(run("fetch-exam-attempts", "--json"))["runs"]
    assert (answer["course_run"], answer["exams"][0]["written"]) == (RUN, 1)


def test_results_on_one_side_only_are_named(served: FakePlatform) -> None:
    run("fetch-exam-attempts")
    served.listed[1] = [service_attempt(None, number=5)]
    output = run("fetch-exam-attempts")
    assert "attempts of users who are unknown to the LMS or leaving: 5\n" in output
    assert f"stored here but missing in the service (reset, or in an older exam): learners {LEARNER}\n" in output


def test_the_report_distinguishes_edx_proctoring_and_no_exam_service(served: FakePlatform) -> None:
    served.served[RUN] = None
    assert f"{RUN}: edx-proctoring keeps the exams of this run" in run("fetch-exam-attempts")
    served.served.clear()
    output = run("fetch-exam-attempts")
    assert output.endswith("; 1 more runs have no exam service: use import-exam-attempts for these runs\n")


def test_an_unreadable_run_ends_with_status_1_after_the_other_runs(served: FakePlatform) -> None:
    other = "course-v1:Ex+1x+2025"
    served.add_run(other)
    served.served[other] = ExamServiceError("it is down")
    out = io.StringIO()
    with pytest.raises(CommandError, match=f"^not fetched: {other.replace('+', '.')}: it is down$") as refused:
        call_command("micromasters", "fetch-exam-attempts", stdout=out)
    assert (refused.value.returncode, "1 results, 1 written" in out.getvalue()) == (1, True)


def test_a_status_that_is_not_known_ends_with_status_1_and_is_named(served: FakePlatform) -> None:
    served.listed[1] = [service_attempt(LEARNER, "flagged", 4), service_attempt(8, "flagged", 5)]
    with pytest.raises(CommandError, match=r"the status 'flagged' is not known: attempts 4, 5$"):
        run("fetch-exam-attempts")
