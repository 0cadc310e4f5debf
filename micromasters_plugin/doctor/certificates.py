"""Find learners who have a certificate of a course run, but no grade that the platform keeps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.data.definitions import learners_in_words
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.doctor.naming import named
from micromasters_plugin.domain.reasons import CERTIFICATE_WITHOUT_GRADE
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import programs_in_use
from micromasters_plugin.standings.models import Standing

REMEDY = (
    "Recalculate the grades of the run if the run's content still exists. Otherwise waive the requirement with "
    "`micromasters override waive`."
)
#: A page of verdicts has this many rows, because verdicts are large.
PAGE = 500


def check_certificates(now: datetime) -> Iterator[Finding]:
    """Name the learners of each run who have a certificate but no grade. Such an attempt does not count.

    The check streams the verdicts of the unearned standings of every program in use.
    """
    for program in programs_in_use().order_by("id"):
        for run, user_ids in sorted(_learners_by_run(program).items()):
            text = (
                f"{program.key}: the platform keeps no grade in {run}, although a certificate exists for "
                f"{learners_in_words(len(user_ids))} without this course: {named(user_ids)}"
            )
            yield Finding("certificates_without_grade", Severity.WARNING, text, REMEDY)


def _learners_by_run(program: Program) -> dict[str, list[int]]:
    learners: defaultdict[str, list[int]] = defaultdict(list)
    rows = Standing.objects.filter(program=program, earned=False).order_by("user_id")
    for user_id, verdict in rows.values_list("user_id", "verdict").iterator(chunk_size=PAGE):
        courses = SPARSE.decode(ProgramVerdict, verdict).courses()
        attempts = (attempt for course in courses if not course.earned for attempt in course.attempts)
        without_grade = (
            attempt.course_run
            for attempt in attempts
            if any(reason.code == CERTIFICATE_WITHOUT_GRADE.code for reason in attempt.reasons)
        )
        for run in dict.fromkeys(without_grade):
            learners[run].append(user_id)
    return learners
