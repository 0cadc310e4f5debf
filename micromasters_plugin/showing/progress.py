"""Collect one learner's progress in one program for display: standing, course runs, credential and candidacy.

This module combines data for display. It judges nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from micromasters_plugin.admissions.shortlist import is_candidate
from micromasters_plugin.credentials.records import newest_record
from micromasters_plugin.data import (
    CourseRun,
    LearnerProgress,
    ProgramSummary,
    RelatedProgress,
    RequirementProgress,
    RequirementState,
)
from micromasters_plugin.domain.admission import admission_grades
from micromasters_plugin.domain.date_rules import end_of
from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import Course, NestedProgram, Node, ProgramRules, leaves, matches_run
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.domain.versions import rules_changed_at
from micromasters_plugin.programs.registry import Version, find_in_force
from micromasters_plugin.programs.runs import display_runs, next_open_run
from micromasters_plugin.showing.names import group_titles, title_of, with_titles
from micromasters_plugin.standings.stored_standings import OtherStanding, find_standings

#: A learner in one of these states is not in a run of the course. Any open run can be the next run of a learner in one
#: of these states.
JOINABLE = (RequirementState.NOT_ENROLLED, RequirementState.LOCKED)

#: This table maps ORG+NUMBER to the runs of the course, oldest start first.
Runs = Mapping[str, Sequence[CourseRun]]


def learner_progress(program_uuid: str, user_id: int, *, course_run: str, now: datetime) -> LearnerProgress:
    """Return a learner's progress. The call takes at most four queries, for standing, runs, credential and candidate.

    The function reads the candidate only if the learner is at or above the admission bar. If the learner was never
    evaluated, the call takes three queries, for standing, versions and runs.

    Raises:
        UnknownProgramError: no program has the given uuid.
    """
    stored, others = find_standings(program_uuid, user_id)
    if stored is None:
        return program_outline(program_uuid, course_run=course_run, now=now)
    shown = _progress(
        stored.version,
        stored.standing,
        as_of=stored.evaluated,
        retired=stored.retired,
        course_run=course_run,
        now=now,
        learner=user_id,
        related=tuple(_related(stored.version.rules, others)),
    )
    rules_from, rules_changed = rules_days(stored.version, stored.pinned_at)
    return replace(shown, rules_from=rules_from, rules_changed=rules_changed)


def program_outline(program_uuid: str, *, course_run: str, now: datetime) -> LearnerProgress:
    """Return the program for a learner who has not begun. Nothing is earned, and the result has no personal data.

    The call takes two queries, for versions and runs.

    Raises:
        UnknownProgramError: no program has the given uuid.
    """
    version, retired = find_in_force(program_uuid, now)
    return _progress(
        version,
        evaluate(version.rules, [], now=now),
        as_of=None,
        retired=retired,
        course_run=course_run,
        now=now,
        learner=None,
    )


def rules_days(version: Version, enrolled: datetime | None) -> tuple[date, date | None]:
    """Return the days ``rules_from`` and ``rules_changed`` of a learner whom ``version`` binds, in the program's zone.

    ``enrolled`` is the learner's first enrollment, or None without an enrollment.
    """
    rules = version.rules
    imported = version.created or rules.effective_from
    changed = rules_changed_at(
        version.number, effective_from=rules.effective_from, imported=imported, enrolled=enrolled
    )
    changed_on = None if changed is None else day_of(changed, rules.timezone)
    return day_of(rules.effective_from, rules.timezone), changed_on


def summarise(rules: ProgramRules, *, retired: datetime | None = None) -> ProgramSummary:
    """Return a program's summary for lists and editors."""
    return ProgramSummary(
        uuid=rules.uuid,
        key=rules.key,
        kind=rules.kind,
        title=rules.title,
        institution=rules.institution,
        accent=rules.accent,
        courses=tuple(course.course for course in rules.courses()),
        ends=rules.ends,
        ends_at=end_of(rules),
        retired=retired,
        timezone=rules.timezone,
    )


def _progress(
    version: Version,
    standing: ProgramVerdict,
    *,
    as_of: datetime | None,
    retired: datetime | None,
    course_run: str,
    now: datetime,
    learner: int | None,
    related: tuple[RelatedProgress, ...] = (),
) -> LearnerProgress:
    rules = version.rules
    runs = display_runs([name for course in rules.courses() for name in (course.course, *course.aliases)])
    return LearnerProgress(
        program=summarise(rules, retired=retired),
        as_of=as_of,
        earned=standing.earned,
        earned_requirements=standing.earned_requirements,
        total_requirements=standing.total_requirements,
        composite=standing.composite,
        admission_bar=rules.admission.composite if rules.admission else None,
        meets_admission_bar=standing.meets_admission_bar,
        pathway_title=rules.pathway.title,
        pathway_worth=rules.pathway.worth,
        requirements=_requirements(rules, standing, runs, course_run, now),
        credential=newest_record(learner, version.program_id) if learner is not None else None,
        is_candidate=learner is not None and standing.meets_admission_bar and is_candidate(learner, version.program_id),
        units=standing.units,
        state=standing.state,
        related=related,
        version=version.number,
        admission_grades=admission_grades(rules, standing.root),
        admission_attempts=rules.admission.attempts if rules.admission else None,
        admission_until=rules.admission.until if rules.admission else None,
    )


def _related(rules: ProgramRules, others: Sequence[OtherStanding]) -> Iterator[RelatedProgress]:
    """Yield the programs that directly precede or succeed ``rules``, and in which the learner has a standing."""
    for other in others:
        is_successor = other.version.rules.succeeds == rules.uuid
        if is_successor or rules.succeeds == other.version.rules.uuid:
            yield RelatedProgress(
                other.version.rules.title,
                is_successor,
                other.earned,
                other.earned_requirements,
                other.total_requirements,
            )


def _requirements(
    rules: ProgramRules, standing: ProgramVerdict, runs: Runs, this_run: str, now: datetime
) -> tuple[RequirementProgress, ...]:
    """Return the root's children. If the root is a choice, return the root itself, so learners see the choice."""
    root = _requirement(rules.root, standing.root, runs, this_run, now)
    root = _with_program(root, dict(group_titles(rules.root)), rules.timezone)
    return root.children if rules.root.at_least is None else (root,)


def _with_program(requirement: RequirementProgress, titles: Mapping[str, str], timezone: str) -> RequirementProgress:
    """Return the requirement with the program's time zone, and with reasons that name a previous group by its title."""
    return replace(
        requirement,
        reasons=with_titles(requirement.reasons, titles),
        timezone=timezone,
        children=tuple(_with_program(child, titles, timezone) for child in requirement.children),
    )


def _requirement(
    node: Node, verdict: RequirementVerdict, runs: Runs, this_run: str, now: datetime
) -> RequirementProgress:
    if isinstance(node, Course):
        return _course(node, verdict, runs, this_run, now)
    if isinstance(node, NestedProgram):
        return _nested(node, verdict)
    pairs = zip(node.children, verdict.children, strict=True)
    return RequirementProgress(
        key=node.key,
        kind=node.kind,
        title=title_of(node),
        course="",
        state=verdict.state,
        reasons=verdict.reasons,
        passing_grade=None,
        weight=verdict.weight,
        ratio=None,
        counts=verdict.earned,
        earned_on=verdict.earned_on,
        is_this_course=any(isinstance(leaf, Course) and matches_run(leaf, this_run) for leaf in leaves(node)),
        course_run=None,
        next_run=None,
        required=node.required,
        earned_children=sum(child.earned for child in verdict.children),
        children=tuple(_requirement(child, child_verdict, runs, this_run, now) for child, child_verdict in pairs),
    )


def _nested(node: NestedProgram, verdict: RequirementVerdict) -> RequirementProgress:
    """Return a nested program as one row. The requirements of the nested program have a separate display."""
    return RequirementProgress(
        key=node.key,
        kind=node.kind,
        title=title_of(node),
        course="",
        state=verdict.state,
        reasons=verdict.reasons,
        passing_grade=None,
        weight=node.weight,
        ratio=verdict.ratio,
        counts=verdict.earned,
        earned_on=verdict.earned_on,
        is_this_course=False,
        course_run=None,
        next_run=None,
        required=len(verdict.children),
        earned_children=sum(child.earned for child in verdict.children),
    )


def _course(
    course: Course, verdict: RequirementVerdict, runs: Runs, this_run: str, now: datetime
) -> RequirementProgress:
    course_runs = [
        run for name in (course.course, *course.aliases) for run in runs.get(name, ()) if matches_run(course, run.key)
    ]
    return RequirementProgress(
        key=course.key,
        kind=course.kind,
        title=course.title,
        course=course.course,
        state=verdict.state,
        reasons=verdict.reasons,
        passing_grade=course.passing_grade,
        weight=course.weight,
        ratio=verdict.ratio,
        counts=verdict.earned,
        earned_on=verdict.earned_on,
        is_this_course=matches_run(course, this_run),
        course_run=next((run for run in course_runs if run.key == verdict.course_run), None),
        next_run=next_open_run(course_runs, verdict.course_run if verdict.state not in JOINABLE else "", now),
    )
