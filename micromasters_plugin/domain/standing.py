"""Evaluate a learner's standing in a program from attempts and overrides.

No other module evaluates standings. Pages, the API, credentials and exports read the evaluator's results. ``evaluate``
is a pure function of frozen data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from types import MappingProxyType

from micromasters_plugin.data import Attempt, OverrideDecision, RequirementState
from micromasters_plugin.domain import overrides as override_rules
from micromasters_plugin.domain.admission import meets_bar
from micromasters_plugin.domain.choice import choose_best
from micromasters_plugin.domain.composite import composite_of, composite_parts
from micromasters_plugin.domain.courses import Attempts, judge_course, waived_verdict
from micromasters_plugin.domain.definition import Course, Leaf, NestedProgram, ProgramRules
from micromasters_plugin.domain.releases import next_release
from micromasters_plugin.domain.sequence import earliest_day, latest_day
from micromasters_plugin.domain.steps import Steps
from micromasters_plugin.domain.tree import count_earned, leaf_verdicts, lock_courses
from micromasters_plugin.domain.units import judge_units
from micromasters_plugin.domain.validity import award_days, next_lapse, valid_on
from micromasters_plugin.domain.verdicts import ProgramVerdict, RequirementVerdict

#: This type maps the uuid of a nested program to the learner's standing in the nested program.
NestedStandings = Mapping[str, ProgramVerdict]
_NONE: NestedStandings = MappingProxyType({})

#: This number is the version of the evaluator. Increase this number if one truth and one set of versions may now give
#: another standing.
EVALUATOR = 2


def evaluate(
    program: ProgramRules,
    attempts: Iterable[Attempt],
    *,
    now: datetime,
    overrides: Sequence[OverrideDecision] = (),
    nested: NestedStandings = _NONE,
    steps: Steps | None = None,
) -> ProgramVerdict:
    """Return the learner's standing in ``program``.

    Args:
        attempts: the learner's attempts in any runs, in any order.
        overrides: the learner's overrides in this program, including overrides that are not in force.
        nested: the learner's standing in each nested program.
        steps: the counter of the steps. The number of steps is at most ``step_limits.max_steps`` for each day of
            ``validity.award_days``, plus one step for each attempt at each course.

    Raises:
        OutOfStepsError: the evaluation takes more steps than the limit of ``steps``.
    """
    steps = Steps() if steps is None else steps
    attempts_by_course = Attempts(attempts)
    active_overrides = override_rules.in_force(overrides, now)
    decisions = override_rules.decisions_of(active_overrides)
    verdicts = {
        leaf.key: judge_course(program, leaf, attempts_by_course, decisions=decisions, now=now)
        if isinstance(leaf, Course)
        else _judge_nested(leaf, nested.get(leaf.program), decisions.waivers.get(leaf.key))
        for leaf in program.leaves
    }
    steps.spend(sum(len(verdict.attempts) for verdict in verdicts.values()))
    roots = [
        choose_best(
            program,
            valid_on(program, verdicts, day, attempts=attempts_by_course, waivers=decisions.waivers),
            attempts=attempts_by_course,
            waivers=decisions.waivers,
            steps=steps,
        )
        for day in award_days(program, verdicts, now=now)
    ]
    root = _best_award(program, roots)
    changes = [
        next_release(attempts_by_course.by_run.values(), now=now),
        override_rules.next_override_change(overrides, now),
        None if root.earned else next_lapse(program, verdicts, now=now),
        *(nested[node.program].reevaluate_at for node in program.nested() if node.program in nested),
    ]
    reevaluate_at = min((instant for instant in changes if instant is not None), default=None)
    return _standing(program, root, active_overrides, nested, reevaluate_at)


def _best_award(program: ProgramRules, roots: Sequence[RequirementVerdict]) -> RequirementVerdict:
    """Return the earned root with the highest composite grade, or the last root if no root is earned.

    If composite grades are equal, return the first root.
    """
    earned = [root for root in roots if root.earned]
    if len(earned) <= 1:
        return (earned or roots)[-1]
    return max(earned, key=lambda root: composite_of(composite_parts(program.root, root)) or -1)


def _standing(
    program: ProgramRules,
    root: RequirementVerdict,
    active_overrides: Sequence[OverrideDecision],
    nested: NestedStandings,
    reevaluate_at: datetime | None,
) -> ProgramVerdict:
    pairs = list(leaf_verdicts(program.root, root))
    entering = [(leaf, verdict) for leaf, verdict in pairs if verdict.enters]
    composite = composite_of([verdict for _, verdict in entering])
    earned_keys = {leaf.key for leaf, verdict in pairs if verdict.earned}
    state = override_rules.program_state(active_overrides, is_satisfied=root.earned)
    completed_on = _last_day(entering)
    waived_keys = override_rules.waivers(active_overrides)
    return ProgramVerdict(
        root=lock_courses(program.root, root, earned_keys) if program.has_locks else root,
        state=state,
        earned_requirements=count_earned(program.root, root),
        total_requirements=program.required,
        composite=composite,
        meets_admission_bar=meets_bar(program, root, composite=composite, state=state),
        reevaluate_at=reevaluate_at,
        capstone=max(
            (
                verdict.ratio
                for leaf, verdict in entering
                if isinstance(leaf, Course) and leaf.is_exam and verdict.ratio is not None
            ),
            default=None,
        ),
        graded_runs=sum(_graded_runs(leaf, verdict, nested) for leaf, verdict in entering),
        completed_on=completed_on,
        units=judge_units(program, earned_keys),
        first_day=earliest_day(root, program.root, waived_keys) if root.earned else completed_on,
        last_day=latest_day(root, program.root, waived_keys) if root.earned else completed_on,
    )


def _last_day(entering: Sequence[tuple[Leaf, RequirementVerdict]]) -> date | None:
    """Return the latest day on which one of the requirements was earned, or None if any of the days is unknown."""
    days = [verdict.earned_on for _, verdict in entering if verdict.earned_on is not None]
    return max(days) if days and len(days) == len(entering) else None


def _graded_runs(leaf: Leaf, verdict: RequirementVerdict, nested: NestedStandings) -> int:
    """Return the number of tries.

    A nested program that is earned without a waiver has its own number of tries.
    """
    if isinstance(leaf, NestedProgram) and verdict.state is RequirementState.EARNED:
        return nested[leaf.program].graded_runs
    return sum(attempt.is_try for attempt in verdict.attempts)


def _judge_nested(
    node: NestedProgram, standing: ProgramVerdict | None, waiver: OverrideDecision | None
) -> RequirementVerdict:
    """Return the verdict of a nested program.

    A nested program is earned if the learner's standing in the program is earned, or if a waiver exists.
    """
    if standing is None:
        unknown = RequirementVerdict(node.key, False, RequirementState.GROUP_OPEN, node.weight)
        return unknown if waiver is None else waived_verdict(node.key, node.weight, waiver)
    if waiver is not None and (not standing.earned or override_rules.has_better_grade(waiver, standing.composite)):
        return replace(waived_verdict(node.key, node.weight, waiver), children=standing.root.children)
    return RequirementVerdict(
        key=node.key,
        earned=standing.earned,
        state=RequirementState.EARNED if standing.earned else RequirementState.GROUP_OPEN,
        weight=node.weight,
        ratio=standing.composite,
        earned_on=standing.completed_on,
        first_day=standing.first_day,
        last_day=standing.last_day,
        children=standing.root.children,
        enters=standing.earned,
    )
