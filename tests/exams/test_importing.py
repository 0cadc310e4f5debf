"""Test that exam attempts from a file replace lost events only once.

The package refuses a file with a fault and lists all faults.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from django.db import DatabaseError

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exams.files import COLUMNS
from micromasters_plugin.exceptions import ExamFileError
from micromasters_plugin.inbox.models import ExamEvent, Hint
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import program_text, run_of, send_exam
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, standing

RUN = run_of("1x")
EXAM = "block-v1:Ex+1x+2026+type@sequential+block@exam"
TIME = "2026-05-01T12:00:00+00:00"
ROW = {"user_id": str(LEARNER), "course_run": RUN, "usage_key": EXAM, "status": "verified", "time": TIME}


def as_csv(*rows: dict) -> str:
    return "\n".join([",".join(COLUMNS), *(",".join(row[name] for name in COLUMNS) for row in rows)])


def as_json_lines(*rows: dict) -> str:
    return "\n".join(json.dumps(row | {"user_id": int(row["user_id"])}) for row in rows)


def refusal(text: str) -> str:
    with pytest.raises(ExamFileError) as refused:
        api.import_exam_attempts(text, actor=OPERATOR)
    assert not ExamEvent.objects.exists()
    return str(refused.value)


@pytest.fixture
def proctored_program(db: None, platform: FakePlatform) -> Program:
    """Create a program of one proctored course. A learner has passed the course, but has no exam result."""
    api.import_program(
        program_text("1x").replace("      title:", "      proctored: true\n      title:"), actor=OPERATOR
    )
    tracked_runs.forget()
    platform.pass_run(LEARNER, RUN)
    api.reconcile(now=NOW)
    return Program.objects.get()


@pytest.mark.parametrize("form", [as_csv, as_json_lines])
def test_an_imported_attempt_earns_the_requirement(proctored_program: Program, form) -> None:
    assert not standing().earned
    result = api.import_exam_attempts(form(ROW), actor=OPERATOR)
    api.run_pending(now=NOW)
    assert (result.written, standing().earned) == (1, True)


def test_importing_a_file_twice_writes_nothing_more(proctored_program: Program) -> None:
    first, second = (
        api.import_exam_attempts(as_csv(ROW, ROW), actor=OPERATOR),
        api.import_exam_attempts(as_csv(ROW), actor=OPERATOR),
    )
    assert (first.written, first.known) == (1, 1)
    assert (second.written, second.known, ExamEvent.objects.count()) == (0, 1, 1)


def test_an_attempt_that_came_as_an_event_is_known(proctored_program: Program) -> None:
    send_exam(LEARNER, RUN, "verified", time=datetime(2026, 5, 1, 12, tzinfo=UTC))
    assert api.import_exam_attempts(as_csv(ROW | {"time": "2026-05-01T14:00:00+02:00"}), actor=OPERATOR).known == 1


def test_a_dry_run_counts_and_writes_nothing(proctored_program: Program) -> None:
    result = api.import_exam_attempts(as_csv(ROW), actor=OPERATOR, is_dry_run=True)
    assert (result.written, ExamEvent.objects.count(), Hint.objects.count()) == (1, 0, 0)


def test_attempts_in_a_run_of_no_program_are_counted_and_skipped(proctored_program: Program) -> None:
    other = ROW | {"course_run": "course-v1:Ex+9x+2026", "usage_key": EXAM.replace("1x", "9x")}
    result = api.import_exam_attempts(as_csv(other, ROW), actor=OPERATOR)
    assert (result.attempts, result.written, result.untracked) == (2, 1, 1)


def test_a_lost_database_connection_leaves_no_partial_import(proctored_program: Program) -> None:
    later = ROW | {"time": "2026-05-02T12:00:00+00:00"}
    with (
        patch.object(Hint.objects, "bulk_create", side_effect=[None, DatabaseError("gone away")]),
        pytest.raises(DatabaseError),
    ):
        api.import_exam_attempts(as_csv(ROW, later), actor=OPERATOR)
    assert not ExamEvent.objects.exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"user_id": "seven"}, "line 3, user_id: expected the learner's id"),
        ({"user_id": "99"}, "line 3, user_id: the platform has no learner 99"),
        ({"course_run": "Ex"}, "line 3, course_run: no course run key"),
        ({"usage_key": "exam"}, "line 3, usage_key: no usage key"),
        ({"usage_key": EXAM.replace("1x", "2x")}, "line 3, usage_key: belongs to another course run"),
        ({"status": "passed"}, "line 3, status: expected one of"),
        ({"time": "yesterday"}, "line 3, time: expected ISO 8601"),
        ({"time": "2026-05-01T12:00:00"}, "line 3, time: expected ISO 8601 with a time zone"),
        ({"time": "0001-01-01T00:00:00+12:00"}, "line 3, time: expected ISO 8601"),
        ({"time": "2062-05-01T12:00:00+00:00"}, "line 3, time: lies in the future"),
        ({"status": "rejected"}, "line 3, status: line 2 gives another status"),
    ],
)
def test_a_fault_refuses_the_file_with_line_and_column(proctored_program: Program, change: dict, fault: str) -> None:
    assert refusal(as_csv(ROW, ROW | change)).startswith(fault)


def test_every_fault_is_reported(proctored_program: Program) -> None:
    message = refusal(as_csv(ROW | {"status": ""}, ROW | {"time": ""}, ROW | {"user_id": ""}))
    assert [text.split(":")[0] for text in message.splitlines()] == [
        "line 2, status",
        "line 3, time",
        "line 4, user_id",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "line 1: expected a header"),
        ("user_id,status\n7,verified", "line 1: expected a header"),
        (as_csv(ROW) + ",more", "line 2: expected 5 values, found 6"),
        (as_csv(ROW) + '"x"y', "line 2, time"),
        ('user_id,course_run,usage_key,status,time\n"', "line 2: not CSV"),
        (as_json_lines(ROW) + "\n{", "line 2: not JSON"),
        (as_json_lines(ROW) + '\n{"user_id": 7}', "line 2: expected an object with"),
        (as_json_lines(ROW) + "\n7", "line 2: expected an object with"),
    ],
)
def test_a_file_with_other_columns_or_fields_is_refused(proctored_program: Program, text: str, fault: str) -> None:
    assert refusal(text).startswith(fault)


def test_empty_lines_are_skipped(proctored_program: Program) -> None:
    assert api.import_exam_attempts(as_csv(ROW) + "\n\n", actor=OPERATOR).attempts == 1
    assert api.import_exam_attempts("\n" + as_json_lines(ROW) + "\n\n", actor=OPERATOR).attempts == 1


def test_an_import_schedules_evaluation_if_it_writes_something(proctored_program: Program) -> None:
    with patch("micromasters_plugin.api.exams.schedule_evaluation") as schedule:
        api.import_exam_attempts(as_csv(ROW), actor=OPERATOR, is_dry_run=True)
        assert schedule.call_count == 0
        api.import_exam_attempts(as_csv(ROW), actor=OPERATOR)
        api.import_exam_attempts(as_csv(ROW), actor=OPERATOR)
    assert schedule.call_count == 1
