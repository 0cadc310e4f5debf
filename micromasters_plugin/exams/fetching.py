"""Fetch exam attempts without an event from the exam service.

The service returns an attempt's status, but does not return the date of the status. The plugin stores a status only if
the newest stored fact has another status. The stored status has the date of the request, so only a newer event changes
the result.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import (
    ExamAttempt,
    ExamFetchResult,
    ExamStatus,
    FetchedExam,
    FetchedRun,
    ProgramFailure,
    ServiceAttempt,
    ServiceExam,
)
from micromasters_plugin.exams.importing import Due, store_attempts
from micromasters_plugin.exceptions import ExamServiceError, UnreadableDefinitionError
from micromasters_plugin.failures import traced
from micromasters_plugin.inbox.models import ExamEvent
from micromasters_plugin.platform.exam_service import get_exam_service
from micromasters_plugin.programs.registry import family_of, find_program_by_id
from micromasters_plugin.programs.runs import proctored_runs

log = logging.getLogger(__name__)

#: One transaction stores at most this many attempts.
CHUNK = 500

#: A function of this type is called with the result of each run as soon as the result is known.
Watch = Callable[[FetchedRun], None]

#: This type maps each learner to the learner's newest fact about an exam.
Facts = dict[int, ExamAttempt]


def fetch_attempts(
    program_ids: Sequence[int], *, is_dry_run: bool, now: datetime | None, watch: Watch
) -> ExamFetchResult:
    """Fetch the attempts of every run in which a program requires a proctored exam.

    A failing run stops no other run.
    """
    runs: set[str] = set()
    failures = []
    for program_id in program_ids:
        try:
            runs.update(proctored_runs(family_of(program_id).all_versions()))
        except UnreadableDefinitionError as error:
            failures.append(ProgramFailure(find_program_by_id(program_id).key, str(error)))
    served = get_exam_service().exam_service_runs(sorted(runs))
    results = []
    for run in sorted(served):
        results.append(_fetch_run(run, is_dry_run=is_dry_run, now=now))
        watch(results[-1])
    return ExamFetchResult(tuple(results), tuple(sorted(runs - served)), tuple(failures), is_dry_run)


def _fetch_run(run: str, *, is_dry_run: bool, now: datetime | None) -> FetchedRun:
    """Fetch a run's exams one by one. If an exam fails, the results of earlier exams stay stored."""
    done: list[FetchedExam] = []
    try:
        exams = get_exam_service().service_exams(run)
        if exams is None:
            return FetchedRun(run, is_kept=False)
        for exam in exams:
            done.append(_fetch_exam(exam, is_dry_run=is_dry_run, asked=now or timezone.now()))
    except ExamServiceError as error:
        return FetchedRun(run, tuple(done), error=str(error))
    except Exception as error:
        log.error("Exam attempts of %s could not be fetched: %s", run, traced(error))
        return FetchedRun(run, tuple(done), error=repr(error))
    return FetchedRun(run, tuple(done))


def _fetch_exam(exam: ServiceExam, *, is_dry_run: bool, asked: datetime) -> FetchedExam:
    listed = get_exam_service().service_attempts(exam)
    attempts: dict[int, ServiceAttempt] = {}
    for attempt in listed:
        if attempt.user_id is not None:
            attempts.setdefault(attempt.user_id, attempt)
    facts = _facts_of(exam)
    read = {user_id: attempt.status for user_id, attempt in attempts.items() if attempt.status is not None}
    news: list[Due] = [
        (user_id, exam.course_run, ExamAttempt(exam.usage_key, status, asked))
        for user_id, status in sorted(read.items())
        if _must_store(status, facts.get(user_id), asked)
    ]
    if not is_dry_run:
        for start in range(0, len(news), CHUNK):
            store_attempts(news[start : start + CHUNK], now=asked)
    return FetchedExam(
        exam.usage_key,
        results=len(listed),
        written=len(news),
        known=len(read) - len(news),
        without_user=tuple(attempt.id for attempt in listed if attempt.user_id is None),
        unknown_status=tuple(attempt for attempt in attempts.values() if attempt.status is None),
        missing_learners=tuple(
            sorted(user_id for user_id, fact in facts.items() if _is_current(fact) and user_id not in attempts)
        ),
    )


def _facts_of(exam: ServiceExam) -> Facts:
    """Return each learner's newest fact about an exam.

    If two facts have the same time, the fact with the greater event id is newer. The function sends one query.
    """
    rows = ExamEvent.objects.filter(course_run=exam.course_run, usage_key=exam.usage_key).order_by("time", "event_id")
    columns = ("user_id", "usage_key", "status", "time")
    return {
        user_id: ExamAttempt(usage_key, ExamStatus(status), time)
        for user_id, usage_key, status, time in rows.values_list(*columns).iterator()
        if usage_key == exam.usage_key  # MySQL ignores case, so the query also finds other keys
    }


def _must_store(status: ExamStatus, fact: ExamAttempt | None, asked: datetime) -> bool:
    """Tell whether to store the service's status.

    The function returns True if the learner's fact is missing, or if the fact is older and has another status.
    """
    return fact is None or (fact.status is not status and fact.time < asked)


def _is_current(fact: ExamAttempt) -> bool:
    return fact.status is not ExamStatus.RESET
