"""Check that the grade book sends the recorded events of edx-platform."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

PUBLIC = "org.openedx."
SAID = {"mode", "is_active", "percent_grade", "letter_grade", "is_passing", "grade", "current_status", "exam_type"}

#: The last recorded signal of each scenario that the grade book can send. The grade book has no steps for later
#: signals.
LAST_ORDERS = {
    "enrol_verified": 5,
    "enrol_audit_then_upgrade": 5,
    "grade_rises_to_pass": 35,
    "grade_drops_after_pass": 24,
    "certificate_invalidated": 8,
    "unenrol_after_pass": 9,
    "reenrol": 99,
    "exam_verified_and_rejected": 17,
    "exam_rejected_flag_off": 99,
}


def recorded(path: Path, last_order: int) -> list[list[Any]]:
    """Return [event type, whether inside a transaction, description of the payload] of each recorded event."""
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return [
        [line["signal"], line["in_atomic_block"], describe_payload(line["payload"])]
        for line in lines
        if line["signal"].startswith(PUBLIC) and line["order"] <= last_order
    ]


def describe_payload(payload: dict[str, Any]) -> dict[str, Any]:
    (data,) = payload.values()
    return {name: value for name, value in data.items() if name in SAID}


@pytest.mark.parametrize(("scenario", "last_order"), LAST_ORDERS.items(), ids=LAST_ORDERS)
def test_a_scenario_sends_the_recorded_events_in_order_and_transaction(
    scenario, last_order, recorded_scenarios, data_folder
):
    sent = json.loads(recorded_scenarios)[scenario]

    assert sent == recorded(data_folder / "events" / f"{scenario}.jsonl", last_order)


def test_deleting_a_grade_sends_nothing(recorded_scenarios):
    assert json.loads(recorded_scenarios)["grade_deleted"] == []
