"""Check that programs can be read and earned. Listed runs must exist, and enough requirements must have a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from micromasters_plugin.data import CourseRun, Finding, Severity
from micromasters_plugin.doctor.naming import named
from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import Course, Final, Group, Node, matches_run
from micromasters_plugin.domain.finals import is_exam_inside
from micromasters_plugin.exceptions import UnreadableDefinitionError
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.programs.registry import newest_versions, parse_version
from micromasters_plugin.programs.runs import offered_runs
from micromasters_plugin.standings.awaited_results import awaited_results
from micromasters_plugin.standings.evaluation import Evaluation, evaluate_learners
from micromasters_plugin.standings.snapshot import outcome_of

NEWER_RELEASE = (
    "Install the release that wrote the definition, or a later release. Then run `micromasters replay-parked` "
    "and `micromasters reconcile`."
)
RESTORE = (
    "If the results should count, run `micromasters restore-program {program}` and `micromasters reconcile --program "
    "{program}`, and then retire the program again."
)
REMEDY = "Correct and import the definition, or create the run on the platform."


def check_programs(now: datetime) -> Iterator[Finding]:
    """Compare the newest version of every program with the platform's course runs.

    The check takes one query for each program.
    """
    yield from _unreadable()
    for version in newest_versions():
        program, known = version.rules, offered_runs([version])
        for course in program.courses():
            yield from _runs_of(course, f"{program.key}: {course.key}", known)
            if course.final is not None and not _has_run_with_the_exam(course, known, program.timezone):
                yield from _runs_of(course.final, f"{program.key}: the final of {course.key}", known)
        if not _is_reachable(program.root, known, program.timezone):
            text = f"{program.key} cannot be earned: too few of its requirements have a run"
            yield Finding("program_unreachable", Severity.ERROR, text, REMEDY)


def check_retired(now: datetime) -> Iterator[Finding]:
    """Find learners of retired programs whose awaited result has arrived. The result has no effect.

    The check evaluates only learners whose stored standing awaits the result of an exam or the end of an embargo.
    """
    for program in Program.objects.filter(retired__isnull=False).order_by("id"):
        awaiting = [each.user_id for each in awaited_results(program.id)]
        arrived = [user_id for user_id in awaiting if _is_other_outcome(program.id, user_id, now)]
        if arrived:
            text = f"{program.key} is retired, but results arrived for the learners {named(arrived)}"
            yield Finding("result_after_retirement", Severity.WARNING, text, RESTORE.format(program=program.key))


def _is_other_outcome(program_id: int, user_id: int, now: datetime) -> bool:
    found = evaluate_learners(program_id, [user_id], now=now)[user_id]
    if not isinstance(found, Evaluation) or found.stored is None:
        return False
    return found.stored.outcome != outcome_of(found.standing, found.version.id)


def _runs_of(place: Course | Final, name: str, known: Mapping[str, CourseRun]) -> Iterator[Finding]:
    for run in place.runs:
        if run not in known:
            text = f"{name} names the run {run}, which the platform does not have"
            yield Finding("run_missing", Severity.WARNING, text, REMEDY)
    if not _has_run(place, known):
        yield Finding(
            "requirement_without_run", Severity.WARNING, f"{name} ({place.course}) has no run on the platform", REMEDY
        )


def _unreadable() -> Iterator[Finding]:
    for row in ProgramVersion.objects.select_related("program").order_by("program_id", "number"):
        try:
            parse_version(row)
        except UnreadableDefinitionError as error:
            text = f"{error}: no learner is evaluated in this program, or in a program that requires this program"
            yield Finding("definition_unreadable", Severity.ERROR, text, NEWER_RELEASE)


def _has_run(place: Course | Final, known: Mapping[str, CourseRun]) -> bool:
    return any(matches_run(place, run) for run in known)


def _has_run_with_the_exam(course: Course, known: Mapping[str, CourseRun], zone: str) -> bool:
    """Tell whether a run of the course has the final exam inside."""
    starts = [run.start for key, run in known.items() if matches_run(course, key)]
    days = [None if start is None else day_of(start, zone) for start in starts]
    return course.final is not None and any(is_exam_inside(course.final, day) for day in days)


def _is_reachable(node: Node, known: Mapping[str, CourseRun], zone: str) -> bool:
    """Tell whether the requirement can be earned.

    Nested programs count as earnable here, because another call checks nested programs.
    """
    if isinstance(node, Group):
        return sum(_is_reachable(child, known, zone) for child in node.children) >= max(1, node.required)
    if not isinstance(node, Course):
        return True
    has_exam = node.final is None or _has_run(node.final, known) or _has_run_with_the_exam(node, known, zone)
    return _has_run(node, known) and has_exam
