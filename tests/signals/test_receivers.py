"""Test that real openedx-events signals become hints, and that no error reaches the sender."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from edx_django_utils.plugins import get_plugin_apps
from opaque_keys.edx.keys import CourseKey
from openedx_events.learning import data, signals

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from micromasters_plugin.signals import receivers, wiring
from tests.counting import count_calls
from tests.factories import UUID_B, program_text, run_of, send_exam, send_grade, user_data
from tests.fakes import FakePlatform

RUN = run_of("1x")
LEARNER = 7


def course_data() -> data.CourseData:
    return data.CourseData(course_key=CourseKey.from_string(RUN))


PAYLOADS = {
    **dict.fromkeys(
        ("CERTIFICATE_CREATED", "CERTIFICATE_CHANGED", "CERTIFICATE_REVOKED"),
        lambda: {
            "certificate": data.CertificateData(
                user=user_data(LEARNER),
                course=course_data(),
                mode="verified",
                grade="0.8",
                download_url="",
                name="",
                current_status="downloadable",
            )
        },
    ),
    **dict.fromkeys(
        ("COURSE_ENROLLMENT_CREATED", "COURSE_ENROLLMENT_CHANGED", "COURSE_UNENROLLMENT_COMPLETED"),
        lambda: {
            "enrollment": data.CourseEnrollmentData(
                user=user_data(LEARNER),
                course=course_data(),
                mode="verified",
                is_active=True,
                creation_date=datetime.now(UTC),
            )
        },
    ),
}


@pytest.fixture(autouse=True)
def index_in_memory(program: Program) -> None:
    """Load the index of tracked runs first, so that no test counts the queries that refresh the index."""
    tracked_runs.programs_of(RUN)


def test_the_platform_finds_the_plugin() -> None:
    assert "micromasters_plugin.apps.MicromastersConfig" in get_plugin_apps("lms.djangoapp")
    assert "micromasters_plugin.apps.MicromastersConfig" in get_plugin_apps("cms.djangoapp")


@pytest.mark.parametrize("name", wiring.RECEIVERS)
def test_every_signal_has_exactly_one_receiver_of_ours(name: str) -> None:
    uids = [lookup[0] for lookup, *_ in getattr(signals, name).receivers]
    assert uids.count(f"micromasters.{name.lower()}") == 1


@pytest.mark.parametrize("name", PAYLOADS)
def test_every_event_of_a_tracked_course_leaves_a_hint(name: str, program: Program) -> None:
    getattr(signals, name).send_event(**PAYLOADS[name]())
    assert list(Hint.objects.values_list("user_id", "program_id")) == [(LEARNER, program.id)]


def test_the_passing_status_that_follows_every_grade_costs_nothing(program: Program) -> None:
    status = data.CoursePassingStatusData(is_passing=True, course=course_data(), user=user_data(LEARNER))
    with CaptureQueriesContext(connection) as queries:
        signals.COURSE_PASSING_STATUS_UPDATED.send_event(course_passing_status=status)
    assert (len(queries), Hint.objects.count()) == (0, 0)


def test_a_grade_leaves_a_hint_with_the_events_id() -> None:
    send_grade(LEARNER, RUN)
    assert len(Hint.objects.get().event_id) == 36


@pytest.mark.parametrize("status", ["submitted", "verified", "rejected", "errored", "reset"])
def test_an_exam_attempt_is_kept_as_a_fact(status: str) -> None:
    send_exam(LEARNER, RUN, status)
    assert (ExamEvent.objects.get().status, Hint.objects.count()) == (status, 1)


def test_a_timed_exam_proves_nobodys_identity() -> None:
    attempt = SimpleNamespace(
        student_user=user_data(LEARNER), course_key=RUN, usage_key="x", exam_type="timed", requesting_user=None
    )
    receivers.on_exam_attempt(signal=signals.EXAM_ATTEMPT_VERIFIED, exam_attempt=attempt)
    assert (ExamEvent.objects.count(), Hint.objects.count()) == (0, 1)


def test_a_course_in_no_program_costs_no_query() -> None:
    with CaptureQueriesContext(connection) as queries:
        send_grade(LEARNER, "course-v1:Other+X+2026")
    assert len(queries) == 0


def test_a_tracked_event_costs_one_savepoint_and_one_insert_however_many_programs() -> None:
    api.import_program(program_text("1x", uuid=UUID_B, key="second"), actor=OPERATOR)
    tracked_runs.forget()
    tracked_runs.programs_of(RUN)
    with CaptureQueriesContext(connection) as queries:
        send_grade(LEARNER, RUN)
    statements = [query["sql"].split(" ", 1)[0] for query in queries]
    assert statements == ["SAVEPOINT", "INSERT", "RELEASE"]
    assert Hint.objects.count() == 2


def test_an_exam_event_costs_one_write_more() -> None:
    with CaptureQueriesContext(connection) as queries:
        send_exam(LEARNER, RUN, "verified")
    assert [query["sql"].split(" ", 1)[0] for query in queries] == ["SAVEPOINT", "INSERT", "INSERT", "RELEASE"]


@pytest.mark.parametrize("key", ["course-v1:Other+X+2026", "Org/Num/Run", "ccx-v1:Ex+1x+2026+ccx@1", "nonsense"])
def test_keys_of_every_form_are_looked_up_without_an_error(key: str) -> None:
    assert tracked_runs.programs_of(key) == ()


def test_the_old_slashed_form_of_a_tracked_course_is_tracked(program: Program) -> None:
    assert tracked_runs.programs_of("Ex/1x/2026") == (program.id,)


def test_an_untracked_event_runs_no_query_and_few_steps(django_assert_num_queries: Any) -> None:
    grade = SimpleNamespace(user_id=LEARNER, course=SimpleNamespace(course_key="course-v1:Other+X+2026"))
    event = {"metadata": SimpleNamespace(id="x", time=datetime.now(UTC)), "grade": grade}

    def receive() -> None:
        receivers.on_grade(signal=signals.PERSISTENT_GRADE_SUMMARY_CHANGED, **event)

    receive()
    with django_assert_num_queries(0):
        assert count_calls(receive) <= 50


@pytest.mark.parametrize(
    "kwargs",
    [
        {},
        {"grade": None},
        {"grade": SimpleNamespace(user_id="seven", course=SimpleNamespace(course_key=RUN))},
    ],
    ids=["nothing", "no grade", "a user that is no number"],
)
def test_a_payload_that_cannot_be_read_is_parked_with_its_event_id(kwargs: dict) -> None:
    metadata = SimpleNamespace(id="the-event", time=datetime.now(UTC))
    receivers.on_grade(signal=signals.PERSISTENT_GRADE_SUMMARY_CHANGED, metadata=metadata, **kwargs)
    parked = ParkedEvent.objects.get()
    assert (parked.event_id, parked.event_type) == ("the-event", signals.PERSISTENT_GRADE_SUMMARY_CHANGED.event_type)
    assert not Hint.objects.exists()


@pytest.mark.parametrize("debug", [False, True], ids=["robust", "debug, where exceptions propagate"])
@pytest.mark.parametrize(
    "broken",
    [
        "micromasters_plugin.signals.receivers.append_hints",
        "micromasters_plugin.signals.receivers.park_event",
        "micromasters_plugin.inbox.intake.tracked_runs.programs_of",
        "micromasters_plugin.inbox.intake.Hint.objects.bulk_create",
    ],
)
def test_the_sender_goes_on_after_any_error_in_a_receiver(broken: str, debug: bool, settings) -> None:
    settings.DEBUG = debug
    with patch(broken, side_effect=DatabaseError("broken")), transaction.atomic():
        Group.objects.create(name="the grade")
        send_grade(LEARNER, RUN)
    assert Group.objects.filter(name="the grade").exists()


def test_an_error_in_the_database_itself_leaves_the_senders_transaction_whole() -> None:
    with patch("micromasters_plugin.inbox.intake.Hint._meta.db_table", "no_such_table"), transaction.atomic():
        Group.objects.create(name="the grade")
        send_grade(LEARNER, RUN)
        assert Group.objects.filter(name="the grade").exists()
    assert not Hint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_grade_that_is_rolled_back_leaves_no_hint() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        send_grade(LEARNER, RUN)
        raise RuntimeError
    assert not Hint.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_task_is_published_after_commit_on_the_named_queue_and_never_retried(settings) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0
    with patch("micromasters_plugin.tasks.evaluate_hints.apply_async") as publish:
        with transaction.atomic():
            send_grade(LEARNER, RUN)
            publish.assert_not_called()
        (call,) = publish.call_args_list
        assert (call.kwargs["queue"], call.kwargs["retry"]) == ("edx.lms.core.default", False)


@pytest.mark.django_db(transaction=True)
def test_hints_within_the_delay_share_one_task(settings) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 30
    with (
        patch("micromasters_plugin.tasks._covered_until", 0.0),
        patch("micromasters_plugin.tasks.evaluate_hints.apply_async") as publish,
    ):
        for _ in range(5):
            send_grade(LEARNER, RUN)
        assert publish.call_count == 1
        assert publish.call_args.kwargs["countdown"] == 30


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_costs_a_log_line(settings, caplog: pytest.LogCaptureFixture) -> None:
    settings.MICROMASTERS_TASK_DELAY_SECONDS = 0
    with patch("micromasters_plugin.tasks.evaluate_hints.apply_async", side_effect=OSError("no broker")):
        send_grade(LEARNER, RUN)
    assert Hint.objects.count() == 1
    assert "run-pending" in caplog.text


def test_the_payload_is_only_a_hint_and_the_truth_is_read_again(platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, RUN, 0.3)
    send_grade(LEARNER, RUN, percent=1.0)
    api.run_pending()
    assert next(api.standings("example")).earned_requirements == 0


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [
        (["verified"], True),
        (["submitted", "verified"], True),
        (["verified", "rejected"], False),
        (["rejected", "verified"], True),
        (["verified", "reset"], False),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, list) else str(value),
)
def test_the_newest_exam_event_decides(platform: FakePlatform, statuses: list[str], counts: bool) -> None:
    text = program_text("9x", uuid=UUID_B, key="proctored").replace(
        "passing_grade: 0.60\n", "passing_grade: 0.60\n      proctored: true\n"
    )
    api.import_program(text, actor=OPERATOR)
    tracked_runs.forget()
    run = run_of("9x")
    platform.pass_run(LEARNER, run)
    for second, status in reversed(list(enumerate(statuses))):  # delivered newest first
        send_exam(LEARNER, run, status, time=datetime(2026, 5, 1, 12, 0, second, tzinfo=UTC))
    api.run_pending()
    assert next(api.standings("proctored")).earned is counts
