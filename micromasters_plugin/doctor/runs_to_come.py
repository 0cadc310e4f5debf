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
from micromasters_plugin.domain.definition import Course, Final, matches_run
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.platform.course_runs import get_course_runs
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

    The function streams the verdicts of unearned standings, and only if a version has such a course.
    """
    for version in readable(program.versions.order_by("number")):
        runs = get_course_runs().display_runs(list(offered_runs([version])))
        places = [place for place in _places(version) if not place.has_run_to_come(runs, now)]
        learners = _learners_in_need(version, places, runs, now) if places else {}
        for place, user_ids in learners.items():
            number = learners_in_words(len(user_ids))
            text = (
                f"{version.rules.key}, version {version.number}: {place.name} ({place.rule.course}) has no run to "
                f"come; the version binds {number} without this course: {named(user_ids)}"
            )
            yield Finding("no_run_to_come", Severity.WARNING, text, REMEDY)


@dataclass(frozen=True, slots=True)
class _Place:
    """A course or a final exam: the requirement's key, the name for staff, and the rule that matches runs."""

    key: str
    name: str
    rule: Course | Final

    def runs_among(self, runs: Mapping[str, CourseRun]) -> list[CourseRun]:
        return [run for key, run in runs.items() if matches_run(self.rule, key)]

    def has_run_to_come(self, runs: Mapping[str, CourseRun], now: datetime) -> bool:
        return next_open_run(self.runs_among(runs), "", now) is not None

    def is_needed(self, verdict: RequirementVerdict, runs: Mapping[str, CourseRun], now: datetime) -> bool:
        """Tell whether a learner with this verdict on the course needs a further run."""
        current = {run.key for run in self.runs_among(runs) if run.end is None or run.end > now}
        return verdict.state not in AWAITED and current.isdisjoint(each.course_run for each in verdict.attempts)


def _places(version: Version) -> Iterator[_Place]:
    for course in version.rules.courses():
        yield _Place(course.key, course.key, course)
        if course.final is not None:
            yield _Place(course.key, f"the final of {course.key}", course.final)


def _learners_in_need(
    version: Version, places: Sequence[_Place], runs: Mapping[str, CourseRun], now: datetime
) -> Mapping[_Place, list[int]]:
    """Map each place that somebody needs to the ascending ids of the learners whom ``version`` binds."""
    learners: defaultdict[_Place, list[int]] = defaultdict(list)
    rows = Standing.objects.filter(program_id=version.program_id, version_id=version.id, earned=False)
    verdicts = rows.order_by("user_id").values_list("user_id", "verdict")
    for user_id, verdict in verdicts.iterator(chunk_size=PAGE):
        unearned = {leaf.key: leaf for leaf in _unearned(SPARSE.decode(ProgramVerdict, verdict).root)}
        for place in places:
            if place.key in unearned and place.is_needed(unearned[place.key], runs, now):
                learners[place].append(user_id)
    return learners


def _unearned(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the unearned leaves. Leave out the members of an earned group, because nobody needs these members."""
    if verdict.earned:
        return
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from _unearned(child)
