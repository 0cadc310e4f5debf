"""Judge attempts in runs of a course that the definition leaves out. Such an attempt never counts.

The learner and staff still see the attempt, with the reason why it does not count.
"""

from __future__ import annotations

from collections.abc import Iterable

from micromasters_plugin.data import Attempt, AttemptVerdict
from micromasters_plugin.domain.definition import Course, ProgramRules, matches_run
from micromasters_plugin.domain.reasons import RUN_EXCEPTED, RUN_NOT_LISTED

_CODES = frozenset({RUN_EXCEPTED.code, RUN_NOT_LISTED.code})


def other_run_verdicts(program: ProgramRules, course: Course, attempts: Iterable[Attempt]) -> list[AttemptVerdict]:
    """Return a verdict for each attempt whose run has no other place in the program.

    The verdict has no ratio, because the results of such a run may be held back, and a release would change nothing.

    Args:
        program: the rules.
        course: the course of the verdicts.
        attempts: the attempts in runs that the definition of ``course`` leaves out.
    """
    return [
        AttemptVerdict(
            attempt.course_run,
            counts=False,
            ratio=None,
            reasons=((RUN_EXCEPTED if attempt.course_run in course.except_runs else RUN_NOT_LISTED).reason(),),
        )
        for attempt in attempts
        if not _has_a_place(program, attempt.course_run)
    ]


def is_of_other_run(verdict: AttemptVerdict) -> bool:
    """Tell whether the attempt's run does not belong to the course of the verdict."""
    return any(reason.code in _CODES for reason in verdict.reasons)


def _has_a_place(program: ProgramRules, run_key: str) -> bool:
    """Tell whether the run belongs to any course or final exam of the program."""
    return any(
        matches_run(course, run_key) or (course.final is not None and matches_run(course.final, run_key))
        for course in program.courses()
    )
