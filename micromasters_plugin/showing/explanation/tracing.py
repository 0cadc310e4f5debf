"""Trace an evaluation node by node. The trace has the inputs and the verdicts of the evaluation.

The module writes nothing.

Other modules describe the trace in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from micromasters_plugin.data import (
    AttemptVerdict,
    ExplainedAttempt,
    ExplainedRequirement,
    Explanation,
)
from micromasters_plugin.domain.admission import admission_grades
from micromasters_plugin.domain.composite import composite_parts, letter_of
from micromasters_plugin.domain.courses import Attempts
from micromasters_plugin.domain.definition import Course, Group, NestedProgram, Node
from micromasters_plugin.domain.finals import combine
from micromasters_plugin.domain.releases import held_until
from micromasters_plugin.domain.results import final_reasons
from micromasters_plugin.domain.standing import NestedStandings
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict
from micromasters_plugin.domain.versions import first_enrollment, pinning_date
from micromasters_plugin.programs.registry import Version, family_of, find_program
from micromasters_plugin.showing.names import group_titles, title_of, with_titles
from micromasters_plugin.showing.progress import rules_days
from micromasters_plugin.standings.evaluation import evaluate_learner
from micromasters_plugin.standings.inputs import Inputs
from micromasters_plugin.standings.stored_standings import find_standing_by_uuid


def explain(program_uuid: str, user_id: int, *, now: datetime) -> Explanation:
    """Return the trace of a fresh evaluation.

    The trace tells whether the stored standing had the inputs of the fresh evaluation.

    Raises:
        UnknownProgramError: no program has the given uuid.
        UnknownUserError: the platform has no user with the given id.
    """
    program = find_program(uuid=program_uuid)
    evaluation = evaluate_learner(program.id, user_id, now=now)
    family = family_of(program.id)
    stored = find_standing_by_uuid(program_uuid, user_id)
    newest = family.versions[-1].rules
    version, standing = evaluation.version, evaluation.standing
    versions = {(each.rules.uuid, each.number): each for each in family.all_versions()}
    bar = version.rules.admission
    rules_from, rules_changed = rules_days(version, first_enrollment(evaluation.inputs.attempts))
    trace = _trace(version, evaluation.inputs, standing, evaluation.nested, versions, now)
    return Explanation(
        program_key=version.rules.key,
        program_title=version.rules.title,
        user_id=user_id,
        as_of=now,
        version=version.number,
        effective_from=version.rules.effective_from,
        bound_by=newest.grandfathering.value,
        bound_at=pinning_date(newest, evaluation.inputs.attempts),
        decided=stored.evaluated if stored is not None else None,
        is_current=stored is not None and stored.fingerprint == evaluation.fingerprint,
        state=standing.state,
        earned_requirements=standing.earned_requirements,
        total_requirements=standing.total_requirements,
        composite=standing.composite,
        letter=letter_of(version.rules, standing.composite),
        admission_bar=bar.composite if bar else None,
        meets_admission_bar=standing.meets_admission_bar,
        reevaluate_at=standing.reevaluate_at,
        root=trace.requirement(version.rules.root, standing.root),
        units=standing.units,
        overrides=evaluation.inputs.overrides,
        retired=program.retired,
        admission_grades=admission_grades(version.rules, standing.root),
        admission_attempts=bar.attempts if bar else None,
        admission_until=bar.until if bar else None,
        rules_from=rules_from,
        rules_changed=rules_changed,
    )


def _trace(
    version: Version,
    inputs: Inputs,
    standing: ProgramVerdict,
    nested: NestedStandings,
    versions: Mapping[tuple[str, int], Version],
    now: datetime,
) -> _Trace:
    used_keys = frozenset(verdict.key for verdict in composite_parts(version.rules.root, standing.root))
    titles = dict(group_titles(version.rules.root))
    return _Trace(version, inputs, standing, nested, versions, now, used_keys, titles)


@dataclass(frozen=True, slots=True)
class _Trace:
    """One program's evaluation, split into explained requirements and attempts."""

    version: Version
    inputs: Inputs
    standing: ProgramVerdict
    nested: NestedStandings
    versions: Mapping[tuple[str, int], Version]
    now: datetime
    #: This set has the keys of the requirements that enter the composite grade.
    used_keys: frozenset[str]
    #: This table maps the key of each group to the group's title.
    titles: Mapping[str, str]

    def requirement(self, node: Node, verdict: RequirementVerdict) -> ExplainedRequirement:
        rules = self.version.rules
        attempts, finals = self._attempts(node, verdict) if isinstance(node, Course) else ((), ())
        inner, inner_version = self._inner_requirements(node, verdict)
        return ExplainedRequirement(
            key=node.key,
            kind=node.kind,
            title=title_of(node),
            earned=verdict.earned,
            state=verdict.state,
            reasons=with_titles(verdict.reasons, self.titles),
            passing_grade=node.passing_grade if isinstance(node, Course) else None,
            weight=verdict.weight,
            ratio=verdict.ratio,
            letter=letter_of(rules, verdict.ratio),
            enters_composite=node.key in self.used_keys,
            held_until=self._held_until(*(each.held_until for each in (*attempts, *finals))),
            attempts=attempts,
            finals=finals,
            children=inner,
            required=node.required if isinstance(node, Group) else len(inner),
            version=inner_version,
            timezone=rules.timezone,
        )

    def _inner_requirements(
        self, node: Node, verdict: RequirementVerdict
    ) -> tuple[tuple[ExplainedRequirement, ...], int | None]:
        """Return the requirements below ``node``.

        For a nested program, also return the number of the binding version.
        """
        if isinstance(node, Group):
            pairs = zip(node.children, verdict.children, strict=True)
            return tuple(self.requirement(*pair) for pair in pairs), None
        if not isinstance(node, NestedProgram) or node.program not in self.nested:
            return (), None
        inputs = {uuid: (number, inner_inputs) for uuid, number, _, inner_inputs in self.inputs.nested}
        number, inner_inputs = inputs[node.program]
        version, standing = self.versions[node.program, number], self.nested[node.program]
        inner = _trace(version, inner_inputs, standing, self.nested, self.versions, self.now)
        return inner.requirement(version.rules.root, standing.root).children, version.number

    def _attempts(
        self, course: Course, verdict: RequirementVerdict
    ) -> tuple[tuple[ExplainedAttempt, ...], tuple[ExplainedAttempt, ...]]:
        """Return the attempts at ``course`` and the attempts at its final exam."""
        by_course = Attempts(self.inputs.attempts)
        finals = [
            (attempt, final_reasons(self.version.rules, course, attempt))
            for attempt in (by_course.of(course.final) if course.final is not None else ())
        ]
        attempts: list[ExplainedAttempt] = []
        used_finals = set()
        for each in verdict.attempts:
            attempt, is_used = by_course.by_run[each.course_run], each.course_run == verdict.course_run
            release = None
            if course.final is not None:
                combined = combine(course, attempt, finals, now=self.now)
                release = combined.final_release
                used_finals |= {combined.final_run} if is_used else set()
            named = replace(each, reasons=with_titles(each.reasons, self.titles))
            attempts.append(ExplainedAttempt(attempt, named, is_used, self._held_until(attempt.release, release)))
        return tuple(attempts), tuple(
            ExplainedAttempt(
                attempt,
                AttemptVerdict(attempt.course_run, not reasons, attempt.ratio, reasons),
                attempt.course_run in used_finals,
                self._held_until(attempt.release),
            )
            for attempt, reasons in finals
        )

    def _held_until(self, *releases: datetime | None) -> datetime | None:
        return held_until(*releases, now=self.now)
