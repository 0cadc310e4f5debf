"""Test that the doctor finds missing exam results, an exam service that does not answer, and invalid grades."""

from __future__ import annotations

from micromasters_plugin import api
from micromasters_plugin.data import Severity
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.doctor import examination
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.doctor.conftest import codes
from tests.factories import UUID_B, program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW


def test_invalid_grades_are_listed_by_run(sound: Program, platform: FakePlatform) -> None:
    platform.grade(LEARNER, run_of("1x"), 1.15)
    assert codes("grades") == []
    platform.grade(LEARNER, run_of("2x"), -0.1)
    for user_id in range(100, 130):
        platform.grade(user_id, run_of("1x"), 2.5)
    platform.grade(LEARNER, "course-v1:Ex+9x+2026", -1)
    [finding] = examination.CHECKS["grades"](NOW)
    assert (finding.code, finding.severity) == ("grade_invalid", Severity.WARNING)
    assert (
        f"{run_of('1x')} do not count, because they are not from 0 to 2: learner 100 has 2.5, learner 101"
        in finding.text
    )
    assert finding.text.endswith("learner 119 has 2.5, and there are more")
    for user_id in range(100, 130):
        del platform.graded[user_id, run_of("1x")]
    [finding] = examination.CHECKS["grades"](NOW)
    assert finding.text.endswith(
        f"{run_of('2x')} do not count, because they are not from 0 to 2: learner {LEARNER} has -0.1"
    )


def import_proctored(head: str, final: str = "") -> None:
    """Import a program of one course. Either the course or its final exam is proctored."""
    api.import_program(
        program_text("1x", uuid=UUID_B).replace("      title: Course 1x\n", f"{head}{final}"), actor=OPERATOR
    )
    tracked_runs.forget()


def test_a_missing_exam_result_is_reported_with_learner_and_run(db: None, platform: FakePlatform) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    retake = "course-v1:Ex+1x+2027"
    platform.pass_run(LEARNER, run_of("1x"))
    platform.pass_run(8, run_of("1x"), 0.3)
    platform.pass_run(9, run_of("1x"))
    platform.pass_run(9, retake)
    api.reconcile(now=NOW)
    found = list(examination.CHECKS["exams"](NOW))
    assert {finding.code for finding in found} == {"exam_missing"}
    assert [finding.text for finding in found] == [
        f"example: {run_of('1x')} was passed, but there is no exam result of the learners 7, 9",
        f"example: {retake} was passed, but there is no exam result of the learners 9",
    ]


def test_a_finding_names_twenty_learners_and_counts_the_rest(db: None, platform: FakePlatform) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    for user_id in range(1, 24):
        platform.pass_run(user_id, run_of("1x"))
    api.reconcile(now=NOW)
    [finding] = examination.CHECKS["exams"](NOW)
    assert finding.text.endswith(", 19, 20 and 3 more")


def test_a_proctored_final_without_an_exam_result_is_named_by_the_run_of_its_coursework(
    db: None, platform: FakePlatform
) -> None:
    final = "      final: {course: Ex+1xF, splits: [{coursework: 0.40, final: 0.60}], proctored: true}\n"
    import_proctored("      title: Course 1x\n", final)
    for number in ("1x", "1xF"):
        platform.pass_run(LEARNER, run_of(number))
    api.reconcile(now=NOW)
    [finding] = examination.CHECKS["exams"](NOW)
    assert finding.text == f"example: {run_of('1x')} was passed, but there is no exam result of the learners 7"


def test_the_remedy_for_a_missing_result_is_the_exam_service_or_a_file(db: None, platform: FakePlatform) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    retake = "course-v1:Ex+1x+2027"
    for run in (run_of("1x"), retake):
        platform.pass_run(LEARNER, run)
    platform.served[retake] = []
    api.reconcile(now=NOW)
    by_file, by_service = (finding.remedy for finding in examination.CHECKS["exams"](NOW))
    assert ("import-exam-attempts" in by_file, "fetch-exam-attempts" in by_service) == (True, True)


def test_an_exam_service_that_does_not_answer_is_found(db: None, platform: FakePlatform) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    platform.add_run(run_of("1x"))
    platform.served[run_of("1x")] = ExamServiceError("the account that asks is not staff")
    [finding] = examination.CHECKS["exam_service"](NOW)
    assert (finding.code, finding.text) == (
        "exam_service_silent",
        "the exam service cannot be used: the account that asks is not staff",
    )


def test_an_exam_service_that_answers_is_no_finding(db: None, platform: FakePlatform) -> None:
    import_proctored("      proctored: true\n      title: Course 1x\n")
    platform.add_run(run_of("1x"))
    for answer in ([], None):
        platform.served[run_of("1x")] = answer
        assert codes("exam_service") == []


def test_the_exam_service_is_not_asked_without_a_proctored_exam(sound: Program, platform) -> None:
    platform.served[run_of("1x")] = ExamServiceError("nobody should have asked")
    assert codes("exam_service") == []
