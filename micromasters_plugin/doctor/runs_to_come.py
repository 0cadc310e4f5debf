"""Find courses and final exams that bound learners still need, and that have no course run to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from micromasters_plugin.data import CourseRun, Finding, RequirementState, Severity
from micromasters_plugin.data.definitions import learners_in_words
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.doctor.naming import named
from micromasters_plugin.domain.date_rules import end_of, has_ended
from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import Course, Final, matches_run
from micromasters_plugin.domain.finals import is_exam_inside
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.platform.course_runs import get_course_runs
from micromasters_plugin.platform.gradebook import get_gradebook
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version, programs_in_use, readable
from micromasters_plugin.programs.runs import next_open_run, offered_runs
from micromasters_plugin.standings.models import Standing

REMEDY = (
    "Offer a run of the course, name a course that replaces it under `aliases` in a new version that binds these "
    "learners, or waive the requirement with `micromasters override waive`."
)
#: A learner in one of these states waits for a result, and needs no further run.
AWAITED = (RequirementState.EXAM_UNDER_REVIEW, RequirementState.EMBARGOED, RequirementState.CERTIFICATE_AWAITED)
#: A page of verdicts has this many rows, because verdicts are large.
PAGE = 500


def check_runs_to_come(now: datetime) -> Iterator[Finding]:
    """Check every version that binds a learner of a program in use."""
    for program in programs_in_use().order_by("id"):
        yield from courses_without_run(program, now=now)


def courses_without_run(program: Program, *, now: datetime) -> Iterator[Finding]:
    """Yield a finding for each course or final exam without a run to come, under each version that binds learners.

    A version after the program's last day needs no run. If a version has such a course, the function streams the
    verdicts of unearned standings.
    """
    for version in readable(program.versions.order_by("number")):
        if has_ended(version.rules, now):
            continue
        runs = _runs_before_the_end(version)
        places = [place for place in _places(version, runs, now) if not place.has_run_to_come(runs, now)]
        learners = _learners_in_need(version, places, runs, now) if places else {}
        for place, user_ids in learners.items():
            number = learners_in_words(len(user_ids))
            text = (
                f"{version.rules.key}, version {version.number}: {place.name} ({place.rule.course}) has no run to "
                f"come; the version binds {number} without this course: {named(user_ids)}"
            )
            yield Finding("no_run_to_come", Severity.WARNING, text, REMEDY)


@dataclass(frozen=True, slots=True)
class _Requirement:
    """A course or a final exam: the requirement's key, the name for staff, and the rule that matches runs."""

    key: str
    name: str
    rule: Course | Final

    def runs_among(self, runs: Mapping[str, CourseRun]) -> list[CourseRun]:
        return [run for key, run in runs.items() if matches_run(self.rule, key)]

    def has_run_to_come(self, runs: Mapping[str, CourseRun], now: datetime) -> bool:
        return next_open_run(self.runs_among(runs), "", now) is not None

    def learners_in_a_run(self, user_ids: Sequence[int], runs: Mapping[str, CourseRun], now: datetime) -> set[int]:
        """Return the learners of ``user_ids`` who are enrolled in a run that goes on."""
        current = [run.key for run in self.runs_among(runs) if run.end is None or run.end > now]
        pages = (user_ids[first : first + PAGE] for first in range(0, len(user_ids), PAGE)) if current else ()
        return {
            user_id
            for page in pages
            for (user_id, _), enrollment in get_gradebook().enrollments(page, current).items()
            if enrollment.is_active
        }


def _runs_before_the_end(version: Version) -> Mapping[str, CourseRun]:
    """Return the runs that start before the program's end."""
    end = end_of(version.rules)
    runs = get_course_runs().display_runs(list(offered_runs([version])))
    return {key: run for key, run in runs.items() if end is None or run.start is None or run.start < end}


def _places(version: Version, runs: Mapping[str, CourseRun], now: datetime) -> Iterator[_Requirement]:
    """Yield the courses, and the final exams that are not inside the next runs of their courses."""
    for course in version.rules.courses():
        place = _Requirement(course.key, course.key, course)
        yield place
        if course.final is not None:
            starts = [run.start for run in place.runs_among(runs) if next_open_run([run], "", now) is not None] or [now]
            days = [None if start is None else day_of(start, version.rules.timezone) for start in starts]
            if not any(is_exam_inside(course.final, day) for day in days):
                yield _Requirement(course.key, f"the final of {course.key}", course.final)


def _learners_in_need(
    version: Version, places: Sequence[_Requirement], runs: Mapping[str, CourseRun], now: datetime
) -> Mapping[_Requirement, list[int]]:
    """Map each course or final that a learner of ``version`` needs to the ascending ids of these learners."""
    learners: defaultdict[_Requirement, list[int]] = defaultdict(list)
    rows = Standing.objects.filter(program_id=version.program_id, version_id=version.id, earned=False)
    verdicts = rows.order_by("user_id").values_list("user_id", "verdict")
    for user_id, verdict in verdicts.iterator(chunk_size=PAGE):
        unearned = {leaf.key: leaf for leaf in _unearned(SPARSE.decode(ProgramVerdict, verdict).root)}
        for place in places:
            if place.key in unearned and unearned[place.key].state not in AWAITED:
                learners[place].append(user_id)
    for place, user_ids in learners.items():
        in_a_run = place.learners_in_a_run(user_ids, runs, now)
        learners[place] = [user_id for user_id in user_ids if user_id not in in_a_run]
    return {place: user_ids for place, user_ids in learners.items() if user_ids}


def _unearned(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the unearned leaves. Leave out the members of an earned group, because nobody needs these members."""
    if verdict.earned:
        return
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from _unearned(child)
