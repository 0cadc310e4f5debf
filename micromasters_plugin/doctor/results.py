"""Check the platform's exam results and grades, and the exam service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.doctor.naming import NAMED, named
from micromasters_plugin.domain.definition import Course
from micromasters_plugin.domain.grades import HIGHEST
from micromasters_plugin.domain.reasons import EXAM_MISSING
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.platform.exam_service import get_exam_service
from micromasters_plugin.platform.gradebook import get_gradebook
from micromasters_plugin.programs.registry import newest_versions
from micromasters_plugin.programs.runs import proctored_runs, runs_of
from micromasters_plugin.standings.models import Standing

FETCH = "Run `micromasters fetch-exam-attempts`, which fetches the results from edx-exams."
IMPORT = "Get the results from the proctoring service, and import the results with `micromasters import-exam-attempts`."
RECALCULATE = "Correct the score or the grading policy, and recalculate the grade. Then the attempt counts."


def check_exams(now: datetime) -> Iterator[Finding]:
    """Find each run of a proctored course that learners passed without an exam result.

    The LMS does not store results of edx-exams.

    A result whose event was lost never arrives by itself, so a finding names the run and the learners. The check reads
    the standings of every program with a proctored course or final exam, in chunks. Each run has one finding.
    """
    for version in newest_versions():
        proctored = {course.key for course in version.rules.courses() if _is_proctored(course)}
        if not proctored:
            continue
        learners: defaultdict[str, list[int]] = defaultdict(list)
        verdicts = Standing.objects.filter(program_id=version.program_id).order_by("user_id")
        for user_id, verdict in verdicts.values_list("user_id", "verdict").iterator(chunk_size=500):
            courses = [course for course in SPARSE.decode(ProgramVerdict, verdict).courses() if course.key in proctored]
            for run in dict.fromkeys(run for course in courses for run in _runs_without_result(course)):
                learners[run].append(user_id)
        served = get_exam_service().exam_service_runs(sorted(learners))
        for run in sorted(learners):
            yield Finding(
                EXAM_MISSING.code,
                Severity.WARNING,
                f"{version.rules.key}: {run} was passed, but there is no exam result of the learners "
                f"{named(learners[run])}",
                FETCH if run in served else IMPORT,
            )


def _is_proctored(course: Course) -> bool:
    return course.proctored or (course.final is not None and course.final.proctored)


def _runs_without_result(course: RequirementVerdict) -> Iterator[str]:
    """Yield the runs of attempts that lack only an exam result.

    For a course with a final exam, yield the coursework's run.
    """
    for attempt in course.attempts:
        if [reason.code for reason in attempt.reasons] == [EXAM_MISSING.code]:
            yield attempt.course_run


def check_exam_service(now: datetime) -> Iterator[Finding]:
    """Ask the exam service about one run, to check the connection, the LMS's token and the account's permission."""
    service = get_exam_service()
    served = service.exam_service_runs(proctored_runs(newest_versions()))
    if not served:
        return
    try:
        service.service_exams(min(served))
    except ExamServiceError as error:
        yield Finding(
            "exam_service_silent",
            Severity.WARNING,
            f"the exam service cannot be used: {error}",
            "Repair what the error names. Until then, only `micromasters import-exam-attempts` stores exam "
            "attempts whose events were lost.",
        )


def check_grades(now: datetime) -> Iterator[Finding]:
    """Read the first invalid grades (below 0 or above 2) in all programs' runs. Each run has one finding.

    Attempts with invalid grades do not count, and the platform does not report invalid grades.
    """
    runs = list(runs_of(newest_versions()))
    found = get_gradebook().grades_outside(0, HIGHEST, runs, limit=NAMED + 1)
    by_run: defaultdict[str, list[str]] = defaultdict(list)
    for user_id, run, percent in found[:NAMED]:
        by_run[run].append(f"learner {user_id} has {percent}")
    for run, grades in by_run.items():
        more = ", and there are more" if len(found) > NAMED and run == found[NAMED - 1][1] else ""
        text = f"grades in {run} do not count, because they are not from 0 to {HIGHEST}: {', '.join(grades)}{more}"
        yield Finding("grade_invalid", Severity.WARNING, text, RECALCULATE)
