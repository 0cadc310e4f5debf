"""Test that exam attempts from the exam service replace lost events only once, and never replace newer results."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import DatabaseError

import micromasters_plugin
from micromasters_plugin import api
from micromasters_plugin.data import ExamFetchResult, FetchedExam
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exams import fetching
from micromasters_plugin.exceptions import ExamServiceError, RetiredProgramError, UnknownProgramError
from micromasters_plugin.inbox.models import ExamEvent, Hint
from micromasters_plugin.programs.models import Program, ProgramVersion
from tests.exams.test_importing import ROW, RUN, as_csv
from tests.factories import UUID_B, proctored_text, program_text, run_of, send_exam, service_attempt, service_exam
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, standing

EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


def fetch(**options) -> ExamFetchResult:
    return api.fetch_exam_attempts(**{"now": NOW, **options})


def fetched(**options) -> FetchedExam:
    """Fetch attempts. Return the result for the only exam of the only run."""
    [run] = fetch(**options).runs
    [exam] = run.exams
    return exam


def stands() -> str:
    """Return the learner's newest status."""
    newest = ExamEvent.objects.filter(user_id=LEARNER).order_by("time", "event_id").last()
    assert newest is not None
    return newest.status


# --- new results --------------------------------------------------------------------------------------------------


def test_a_fetched_result_earns_the_requirement(served: FakePlatform) -> None:
    assert not standing().earned
    assert fetch().written == 1
    api.run_pending(now=NOW)
    assert standing().earned


def test_a_second_fetch_writes_nothing(served: FakePlatform) -> None:
    fetch()
    again = fetched(now=LATER)
    assert (again.written, again.known, ExamEvent.objects.count(), Hint.objects.count()) == (0, 1, 1, 1)


def test_results_of_several_transactions_all_arrive(served: FakePlatform) -> None:
    served.listed[1] = [service_attempt(user_id, number=user_id) for user_id in range(1, 6)]
    with patch.object(fetching, "CHUNK", 2):
        fetch()
    assert ExamEvent.objects.count() == Hint.objects.count() == 5


def test_a_changed_status_is_written(served: FakePlatform) -> None:
    fetch()
    served.listed[1] = [service_attempt(LEARNER, "rejected")]
    assert fetched(now=LATER).written == 1
    api.run_pending(now=LATER)
    assert not standing().earned


def test_the_newest_of_a_learners_attempts_counts(served: FakePlatform) -> None:
    served.listed[1] = [service_attempt(LEARNER, "rejected", 2), service_attempt(LEARNER, "verified", 1)]
    assert (fetched().written, stands()) == (1, "rejected")


def test_runs_of_a_proctored_final_are_fetched(db: None, platform: FakePlatform) -> None:
    final = "      final: {course: Ex+1xF, splits: [{coursework: 0.40, final: 0.60}], proctored: true}\n"
    api.import_program(program_text("1x").replace("      title:", f"{final}      title:"), actor=OPERATOR)
    for run in (RUN, run_of("1xF")):
        platform.add_run(run)
        platform.served[run] = []
    assert [run.course_run for run in fetch().runs] == [run_of("1xF")]


# --- events and files ---------------------------------------------------------------------------------------------


def test_a_result_from_an_event_is_known(served: FakePlatform) -> None:
    send_exam(LEARNER, RUN, "verified", time=EARLIER)
    assert (fetched().written, ExamEvent.objects.count()) == (0, 1)


def test_a_result_from_a_file_is_known(served: FakePlatform) -> None:
    api.import_exam_attempts(as_csv(ROW), actor=OPERATOR)
    assert (fetched().written, ExamEvent.objects.count()) == (0, 1)


def test_a_fetched_result_in_a_file_changes_nothing(served: FakePlatform) -> None:
    fetch()
    api.import_exam_attempts(as_csv(ROW, ROW), actor=OPERATOR)
    assert ([fact.status for fact in ExamEvent.objects.all()], stands()) == (["verified", "verified"], "verified")


def test_an_older_event_that_comes_after_the_answer_changes_nothing(served: FakePlatform) -> None:
    fetch()
    send_exam(LEARNER, RUN, "submitted", time=EARLIER)
    api.run_pending(now=NOW)
    assert standing().earned
    assert fetched(now=LATER).written == 0


def test_a_fetched_status_overrules_an_older_event(served: FakePlatform) -> None:
    send_exam(LEARNER, RUN, "submitted", time=EARLIER)
    assert (fetched().written, stands()) == (1, "verified")


def test_a_newer_event_overrules_a_fetched_status(served: FakePlatform) -> None:
    fetch()
    send_exam(LEARNER, RUN, "rejected", time=LATER)
    api.run_pending(now=LATER)
    assert not standing().earned


def test_an_event_that_arrives_during_the_fetch_stays(served: FakePlatform) -> None:
    send_exam(LEARNER, RUN, "rejected", time=LATER)
    answer = fetched()
    assert (answer.written, answer.known, stands()) == (0, 1, "rejected")


def test_an_attempt_after_a_reset_is_written(served: FakePlatform) -> None:
    send_exam(LEARNER, RUN, "reset", time=EARLIER)
    assert (fetched().written, stands()) == (1, "verified")


def test_a_result_missing_from_the_service_is_reported_and_stays(served: FakePlatform) -> None:
    fetch()
    served.listed[1] = []
    answer = fetched(now=LATER)
    assert (answer.missing_learners, answer.written, stands()) == ((LEARNER,), 0, "verified")


def test_a_result_reset_on_both_sides_is_not_reported(served: FakePlatform) -> None:
    fetch()
    send_exam(LEARNER, RUN, "reset", time=LATER)
    served.listed[1] = []
    assert fetched(now=LATER).missing_learners == ()


# --- unknown data -------------------------------------------------------------------------------------------------


def test_an_attempt_of_an_unknown_user_is_reported_and_stops_no_other(served: FakePlatform) -> None:
    served.listed[1] = [service_attempt(None, number=4), service_attempt(LEARNER)]
    answer = fetched()
    assert (answer.results, answer.without_user, answer.written) == (2, (4,), 1)


def test_an_attempt_with_an_unknown_status_is_reported_and_stops_no_other(served: FakePlatform) -> None:
    flagged = service_attempt(8, "flagged", 4)
    served.listed[1] = [flagged, service_attempt(LEARNER)]
    answer = fetched()
    assert (answer.unknown_status, answer.written) == ((flagged,), 1)
    assert not ExamEvent.objects.filter(user_id=8).exists()


def test_an_attempt_with_an_unknown_status_is_not_reported_as_missing(served: FakePlatform) -> None:
    fetch()
    served.listed[1] = [service_attempt(LEARNER, "flagged")]
    assert fetched().missing_learners == ()


# --- failures -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "told"), [(ExamServiceError("it is down"), "it is down"), (DatabaseError("gone"), "gone")]
)
def test_a_run_that_fails_stops_no_other(served: FakePlatform, error: Exception, told: str) -> None:
    first = "course-v1:Ex+1x+2025"
    served.add_run(first)
    served.served[first] = error
    failed, other = fetch().runs
    assert (failed.course_run, other.error, other.exams[0].written) == (first, "", 1)
    assert told in failed.error


def test_results_of_an_exam_stay_when_the_next_exam_fails(served: FakePlatform) -> None:
    served.served[RUN] = [service_exam(RUN), service_exam(RUN, 2, "second")]
    served.listed[2] = ExamServiceError("it went down")
    [run] = fetch().runs
    assert (run.error, [exam.written for exam in run.exams], stands()) == ("it went down", [1], "verified")


def test_a_database_that_goes_away_leaves_no_fact_without_its_hints(served: FakePlatform) -> None:
    with patch.object(Hint.objects, "bulk_create", side_effect=DatabaseError("gone away")):
        [run] = fetch().runs
    assert ("gone away" in run.error, ExamEvent.objects.exists()) == (True, False)
    assert fetch().written == 1


def test_a_program_that_cannot_be_read_stops_no_other(served: FakePlatform) -> None:
    api.import_program(proctored_text("2x", uuid=UUID_B, key="newer"), actor=OPERATOR)
    [version] = ProgramVersion.objects.filter(program__key="newer")
    # A new value of ``created`` bypasses the cache of parsed versions.
    ProgramVersion.objects.filter(id=version.id).update(
        definition={"schema": 99}, created=version.created + timedelta(microseconds=1)
    )
    result = fetch()
    assert ([failure.program_key for failure in result.failures], result.written) == (["newer"], 1)


# --- requests and queries -----------------------------------------------------------------------------------------


def test_a_run_that_uses_edx_proctoring_is_no_failure(served: FakePlatform) -> None:
    served.served[RUN] = None
    [run] = fetch().runs
    assert (run.is_kept, run.error, run.exams) == (False, "", ())


def test_a_run_without_a_service_is_reported(served: FakePlatform) -> None:
    served.served.clear()
    assert (fetch().runs, fetch().runs_without_service) == ((), (RUN,))


def test_a_run_whose_programs_need_no_exam_is_not_fetched(served: FakePlatform) -> None:
    api.import_program(program_text("2x", uuid=UUID_B, key="other"), actor=OPERATOR)
    served.add_run(run_of("2x"))
    served.served[run_of("2x")] = ExamServiceError("nobody should have asked")
    assert [run.course_run for run in fetch().runs] == [RUN]


def test_a_fetch_can_be_limited_to_one_program(served: FakePlatform) -> None:
    api.import_program(proctored_text("2x", uuid=UUID_B, key="other"), actor=OPERATOR)
    served.add_run(run_of("2x"))
    served.served[run_of("2x")] = []
    assert [run.course_run for run in fetch(program_key="other").runs] == [run_of("2x")]


def test_an_unknown_or_retired_program_is_refused(served: FakePlatform) -> None:
    with pytest.raises(UnknownProgramError):
        fetch(program_key="unknown")
    program = Program.objects.get()
    api.change_program(str(program.uuid), "retire", actor=Actor.operator(1), reason="over")
    with pytest.raises(RetiredProgramError):
        fetch(program_key=program.key)
    assert fetch().runs == ()


def test_a_dry_run_fetches_counts_and_writes_nothing(served: FakePlatform) -> None:
    result = fetch(is_dry_run=True)
    assert (result.written, ExamEvent.objects.count(), Hint.objects.count()) == (1, 0, 0)


def test_a_fetch_schedules_evaluation_if_it_writes_something(served: FakePlatform) -> None:
    with patch("micromasters_plugin.api.exams.schedule_evaluation") as schedule:
        fetch(is_dry_run=True)
        assert schedule.call_count == 0
        fetch()
        fetch()
    assert schedule.call_count == 1


def test_the_number_of_queries_does_not_grow_with_known_results(
    served: FakePlatform, django_assert_num_queries
) -> None:
    served.listed[1] = [service_attempt(user_id, number=user_id) for user_id in range(1, 40)]
    fetch()
    with django_assert_num_queries(4):
        fetch(now=LATER)


def test_only_the_fetch_and_the_doctor_ask_the_service() -> None:
    package = Path(micromasters_plugin.__file__).parent
    asking = re.compile(r"\.service_(exams|attempts)\(")
    found = {path.relative_to(package).as_posix() for path in package.rglob("*.py") if asking.search(path.read_text())}
    assert found == {"exams/fetching.py", "doctor/results.py"}
