"""Send the recorded events of a real LMS through the real signals, and check the standing after each step.

The platform in memory has the content of the LMS's tables after the step. Each oddity in the recordings has a test.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.data import CourseCertificate, Enrollment, Grade
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, UUID_B, program_text
from tests.fakes import FakePlatform
from tests.recordings import RecordedStep, learner_of, scenarios, steps

RUN = "course-v1:Example+EX101+2026"
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ENROLLED = datetime(2026, 11, 20, tzinfo=UTC)

EARNED, UNDER_WAY, AUDIT = "earned", "in_progress", "audit"
LEFT, INVALID = "not_enrolled", "invalidated"

#: The requirement's state after each step of each scenario, in a program with a passing grade of 0.60.
PLAIN = {
    "enrol_verified": [UNDER_WAY],
    "enrol_audit_then_upgrade": [AUDIT, UNDER_WAY],
    "grade_rises_to_pass": [UNDER_WAY, EARNED, EARNED, EARNED],
    "grade_drops_after_pass": [EARNED, EARNED],
    "certificate_invalidated": [INVALID, INVALID, EARNED],
    "unenrol_after_pass": [EARNED, EARNED],
    "reenrol": [UNDER_WAY, LEFT, UNDER_WAY, UNDER_WAY, LEFT, AUDIT],
    "grade_deleted": [UNDER_WAY, EARNED, UNDER_WAY, UNDER_WAY, EARNED],
    "idv_approved": [EARNED, EARNED, EARNED, EARNED],
    "exam_verified_and_rejected": [EARNED, EARNED, UNDER_WAY, EARNED, UNDER_WAY],
    "exam_rejected_flag_off": [UNDER_WAY, UNDER_WAY],
}

#: The requirement's state after each step of each scenario, in a program that also requires a verified proctored exam.
PROCTORED = {
    "exam_verified_and_rejected": ["exam_under_review", EARNED, "exam_rejected", EARNED, UNDER_WAY],
    "exam_rejected_flag_off": ["exam_rejected", UNDER_WAY],
}


@pytest.fixture
def programs(db: None, platform: FakePlatform) -> FakePlatform:
    """Import two programs with the recorded course. Only one of the two programs requires a proctored exam."""
    plain = program_text("EX101").replace("Ex+EX101", "Example+EX101")
    api.import_program(plain, actor=OPERATOR)
    proctored = plain.replace(UUID_A, UUID_B).replace("key: example", "key: proctored")
    api.import_program(
        proctored.replace("passing_grade: 0.60", "passing_grade: 0.60\n      proctored: true"), actor=OPERATOR
    )
    tracked_runs.forget()
    platform.add_run(RUN, passing_grade="0.7")
    return platform


def set_truth(platform: FakePlatform, user_id: int, step: RecordedStep, scenario: str) -> None:
    """Copy the content of the LMS's tables. The LMS gives certificates the status `unavailable` for two reasons."""
    pair, state = (user_id, RUN), step.state_after
    platform.add_learner(user_id)
    for table in (platform.enrolled, platform.graded, platform.certified):
        table.pop(pair, None)
    platform.enrolled[pair] = Enrollment(**state["enrollment"], created=ENROLLED)
    if grade := state["grade"]:
        passed = NOW if grade["passed_timestamp_set"] else None
        platform.graded[pair] = Grade(grade["percent_grade"], grade["letter_grade"] != "", passed, NOW)
    if certificate := state["certificate"]:
        is_invalidated = scenario == "certificate_invalidated" and certificate["status"] == "unavailable"
        platform.certified[pair] = CourseCertificate(certificate["status"], certificate["mode"], is_invalidated)


def replay(platform: FakePlatform, scenario: str, key: str) -> list[str]:
    """Play a scenario. Return the requirement's state after each step. Reconcile after a step that sent nothing."""
    states, user_id = [], learner_of(scenario)
    for step in steps(scenario):
        set_truth(platform, user_id, step, scenario)
        step.send()
        if Hint.objects.exists():
            api.run_pending(now=NOW)
        else:
            api.reconcile(now=NOW)
        standing = Standing.objects.get(program__key=key, user_id=user_id)
        states.append(standing.verdict["root"]["children"][0]["state"])
    return states


def test_every_recorded_scenario_is_in_the_table() -> None:
    assert set(scenarios()) == set(PLAIN)


@pytest.mark.parametrize("scenario", PLAIN)
def test_each_step_ends_in_its_standing(programs: FakePlatform, scenario: str) -> None:
    assert replay(programs, scenario, "example") == PLAIN[scenario]
    assert not ParkedEvent.objects.exists()


@pytest.mark.parametrize("scenario", PROCTORED)
def test_each_step_ends_in_its_standing_where_the_exam_is_proctored(programs: FakePlatform, scenario: str) -> None:
    assert replay(programs, scenario, "proctored") == PROCTORED[scenario]


def events_of(scenario: str, number: int) -> list[tuple[str, dict]]:
    """Return (type without the prefix, payload) of the events of step ``number``. The first step has the number 0."""
    step = list(steps(scenario))[number]
    return [(event["signal"].removeprefix("org.openedx.learning."), event["payload"]) for event in step.events]


def test_created_has_mode_audit_although_the_learner_chose_verified(programs: FakePlatform) -> None:
    created = dict(events_of("enrol_verified", 0))["course.enrollment.created.v1"]
    assert created["enrollment"]["mode"] == "audit"
    replay(programs, "enrol_verified", "example")
    assert Standing.objects.get(program__key="example").inputs["attempts"][0]["enrollment"]["mode"] == "verified"


def test_coming_back_by_the_web_form_turns_verified_into_audit(programs: FakePlatform) -> None:
    replay(programs, "reenrol", "example")
    assert Standing.objects.get(program__key="example").inputs["attempts"][0]["enrollment"]["mode"] == "audit"


def test_a_call_that_changes_nothing_sends_nothing(programs: FakePlatform) -> None:
    assert events_of("reenrol", 3) == []


def test_a_recalculation_without_a_change_adds_nothing_to_the_ledger(programs: FakePlatform) -> None:
    assert [kind for kind, _ in events_of("grade_rises_to_pass", 3)] == [
        "course.persistent_grade_summary.changed.v1",
        "course.passing.status.updated.v1",
    ]
    replay(programs, "grade_rises_to_pass", "example")
    assert (
        LedgerEntry.objects.filter(program__key="example", kind="decision").count() == 3
    )  # the decisions concern the binding version, the grade 0.67 and the grade 1.0


@pytest.mark.parametrize("scenario", PLAIN)
def test_every_passing_status_follows_a_grade_summary_of_the_same_step(scenario: str) -> None:
    for number in range(len(PLAIN[scenario])):
        kinds = [kind for kind, _ in events_of(scenario, number)]
        grades = [kind for kind in kinds if "grade_summary" in kind or "passing.status" in kind]
        pair = ["course.persistent_grade_summary.changed.v1", "course.passing.status.updated.v1"]
        assert grades == pair * (len(grades) // 2)


def test_a_deleted_grade_sends_nothing_and_reconciliation_opens_a_review(programs: FakePlatform) -> None:
    assert events_of("grade_deleted", 0) == []
    replay(programs, "grade_deleted", "example")
    assert Credential.objects.filter(program__key="example").count() == 1
    assert CredentialReview.objects.filter(credential__program__key="example").exists()


def test_unenrolling_after_a_pass_revokes_nothing(programs: FakePlatform) -> None:
    replay(programs, "unenrol_after_pass", "example")
    assert [c.state for c in Credential.objects.filter(program__key="example")] == ["valid"]


def test_a_drop_keeps_the_passed_timestamp_and_changes_the_letter_grade(programs: FakePlatform) -> None:
    dropped = next(steps("grade_drops_after_pass")).state_after["grade"]
    assert (dropped["letter_grade"], dropped["passed_timestamp_set"]) == ("", True)
    replay(programs, "grade_drops_after_pass", "example")
    assert Standing.objects.get(program__key="example").earned is True  # the grade 0.67 is above the program's 0.60


def test_two_revoked_events_for_one_rejected_exam_give_one_decision(programs: FakePlatform) -> None:
    kinds = [kind for kind, _ in events_of("exam_verified_and_rejected", 2)]
    assert kinds.count("certificate.revoked.v1") == 2
    replay(programs, "exam_verified_and_rejected", "proctored")
    decisions = LedgerEntry.objects.filter(program__key="proctored", kind="decision").count()
    assert decisions == 5  # the attempt is submitted, verified, rejected, verified after all and reset


def test_events_of_one_save_share_their_time_and_differ_by_id(programs: FakePlatform) -> None:
    step = list(steps("grade_rises_to_pass"))[2]
    saved = [event["metadata"] for event in step.events if "certificate" in event["signal"]]
    assert len({metadata["time"] for metadata in saved}) == 1
    assert len({metadata["id"] for metadata in saved}) == len(saved) == 2


def test_every_sent_exam_event_is_stored_once(programs: FakePlatform) -> None:
    replay(programs, "exam_verified_and_rejected", "proctored")
    assert list(ExamEvent.objects.order_by("time", "id").values_list("status", flat=True)) == [
        "submitted",
        "verified",
        "rejected",
        "verified",
        "reset",
    ]
