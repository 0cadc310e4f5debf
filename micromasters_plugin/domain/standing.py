"""A learner's standing in a program: the tree of requirements judged from the attempts.

The one evaluator: page, API, certificate and exports all read what ``evaluate`` returned. Pure: frozen data in,
frozen verdicts with reasons out, ``now`` passed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

from micromasters_plugin.data import Attempt, AttemptVerdict, Reason, RequirementState
from micromasters_plugin.domain.definition import Course, Node, Program, leaves, matches_run
from micromasters_plugin.domain.grades import weighted_mean
from micromasters_plugin.domain.results import judge_attempt
from micromasters_plugin.domain.sequence import out_of_order
from micromasters_plugin.domain.states import is_enrolled, state_of_course

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RequirementVerdict:
    """One node of the tree, judged.

    ``ratio`` is that of the best counting attempt, else of the best attempt known; ``course_run`` is that
    attempt's run, ``earned_on`` when it reached the bar. ``attempts`` holds every attempt considered, ordered by
    run start, then run key. Groups have ``children`` and no attempts.
    """

    key: str
    earned: bool
    state: RequirementState
    weight: Decimal = Decimal(1)
    ratio: Decimal | None = None
    course_run: str = ""
    earned_on: datetime | None = None
    reasons: tuple[Reason, ...] = ()
    attempts: tuple[AttemptVerdict, ...] = ()
    children: tuple[RequirementVerdict, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What a learner has in a program. ``composite`` is in 0–1 with 4 places, None while nothing is earned.

    ``reevaluate_at`` is the next instant at which the same facts could give another verdict, or None.
    ``capstone`` is the best counting ratio of the program's exams, None without one; ``graded_runs`` counts
    attempts with a grade; ``completed_on`` is the latest of the dates when the counting bars were reached.
    """

    root: RequirementVerdict
    earned_requirements: int
    total_requirements: int
    composite: Decimal | None
    meets_admission_bar: bool
    reevaluate_at: datetime | None
    capstone: Decimal | None
    graded_runs: int
    completed_on: datetime | None

    @property
    def earned(self) -> bool:
        return self.root.earned

    def courses(self) -> Iterator[RequirementVerdict]:
        """Yield the verdicts of courses and exams in the definition's order."""
        return verdict_leaves(self.root)


def evaluate(program: Program, attempts: Iterable[Attempt], *, now: datetime) -> Standing:
    """Judge ``attempts`` (in any order, of any run) by ``program``."""
    known = sorted(attempts, key=_attempt_order)
    root = _judge(program, program.root, known, now, earned_before=None)
    root = _lock(program, root)
    composite = weighted_mean(_parts(program.root, root))
    counting = [verdict for verdict in verdict_leaves(root) if verdict.earned]
    exams = {course.key for course in program.courses() if course.is_exam}
    bar = program.admission
    return Standing(
        root=root,
        earned_requirements=count_earned(program.root, root),
        total_requirements=count_required(program.root),
        composite=composite,
        meets_admission_bar=bool(
            bar and composite is not None and composite >= bar.composite and (root.earned or not bar.credential)
        ),
        reevaluate_at=_next_change(program, now),
        capstone=max((v.ratio for v in counting if v.key in exams and v.ratio is not None), default=None),
        graded_runs=sum(a.ratio is not None for v in verdict_leaves(root) for a in v.attempts),
        completed_on=max((v.earned_on for v in counting if v.earned_on), default=None),
    )


def verdict_leaves(verdict: RequirementVerdict) -> Iterator[RequirementVerdict]:
    """Yield the course and exam verdicts below ``verdict``, itself included."""
    if not verdict.children:
        yield verdict
    for child in verdict.children:
        yield from verdict_leaves(child)


def count_required(node: Node) -> int:
    """Return how many requirements ``node`` stands for: 1 for a course, the sum of all, or ``n`` of a choice."""
    if isinstance(node, Course):
        return 1
    if node.at_least is not None:
        return node.at_least
    return sum(count_required(child) for child in node.children)


def count_earned(node: Node, verdict: RequirementVerdict) -> int:
    """Return how many of ``count_required(node)`` are earned; a child of a choice counts when it is earned whole."""
    if isinstance(node, Course):
        return int(verdict.earned)
    if node.at_least is not None:
        return min(node.at_least, sum(child.earned for child in verdict.children))
    return sum(count_earned(*pair) for pair in zip(node.children, verdict.children, strict=True))


def _attempt_order(attempt: Attempt) -> tuple[datetime, str]:
    return (attempt.run_start or _NEVER, attempt.course_run)


def _judge(
    program: Program, node: Node, attempts: Sequence[Attempt], now: datetime, earned_before: RequirementVerdict | None
) -> RequirementVerdict:
    if isinstance(node, Course):
        return _judge_course(program, node, attempts, now, earned_before)
    children: list[RequirementVerdict] = []
    for child in node.children:
        previous = children[-1] if node.in_order and children else None
        children.append(_judge(program, child, attempts, now, previous))
    earned = sum(child.earned for child in children) >= node.required
    state = RequirementState.EARNED if earned else RequirementState.GROUP_OPEN
    return RequirementVerdict(node.key, earned, state, children=tuple(children))


def _judge_course(
    program: Program,
    course: Course,
    attempts: Sequence[Attempt],
    now: datetime,
    earned_before: RequirementVerdict | None,
) -> RequirementVerdict:
    mine = [attempt for attempt in attempts if matches_run(course, attempt.course_run)]
    judged = []
    for attempt in mine:
        verdict = judge_attempt(course, attempt, credit_modes=program.credit_modes, now=now)
        if verdict.counts and earned_before is not None:
            verdict = out_of_order(verdict, previous=earned_before, attempts=attempts)
        judged.append(verdict)
    best = _best(mine, judged)
    if best is None:
        return RequirementVerdict(course.key, False, RequirementState.NOT_ENROLLED, course.weight)
    attempt, verdict = mine[best], judged[best]
    return RequirementVerdict(
        key=course.key,
        earned=verdict.counts,
        state=state_of_course(attempt, verdict),
        weight=course.weight,
        ratio=verdict.ratio,
        course_run=verdict.course_run,
        earned_on=attempt.bar_reached if verdict.counts else None,
        reasons=verdict.reasons,
        attempts=tuple(judged),
    )


def _best(attempts: Sequence[Attempt], judged: Sequence[AttemptVerdict]) -> int | None:
    """Return the index of the attempt that speaks for the course.

    The best counting one, ties to the earlier run; without one, that of a run not left, with the fewest obstacles,
    then the better grade, then the later run, which is the one a learner can still do something about.
    """
    counting = [index for index, verdict in enumerate(judged) if verdict.counts]
    if counting:
        return max(counting, key=lambda index: (judged[index].ratio, -index))
    return min(
        range(len(judged)),
        key=lambda index: (
            not is_enrolled(attempts[index]),
            len(judged[index].reasons),
            -(judged[index].ratio or Decimal(0)),
            -index,
        ),
        default=None,
    )


def _lock(program: Program, root: RequirementVerdict) -> RequirementVerdict:
    """Mark courses that open only after others as locked while nobody has begun them."""
    earned = {verdict.key for verdict in verdict_leaves(root) if verdict.earned}
    waiting = {
        course.key: tuple(key for key in course.opens_after if key not in earned) for course in leaves(program.root)
    }
    return _lock_node(root, {key: after for key, after in waiting.items() if after})


def _lock_node(verdict: RequirementVerdict, waiting: dict[str, tuple[str, ...]]) -> RequirementVerdict:
    if verdict.children:
        return replace(verdict, children=tuple(_lock_node(child, waiting) for child in verdict.children))
    if verdict.state is not RequirementState.NOT_ENROLLED or verdict.key not in waiting:
        return verdict
    reason = Reason("locked", (("after", ",".join(waiting[verdict.key])),))
    return replace(verdict, state=RequirementState.LOCKED, reasons=(reason,))


def _parts(node: Node, verdict: RequirementVerdict) -> list[tuple[Decimal, Decimal]]:
    """Return (weight, ratio) of the earned requirements; of a choice, its n best children, ties to the earlier."""
    if isinstance(node, Course):
        return [(node.weight, verdict.ratio)] if verdict.earned and verdict.ratio is not None else []
    parts = [_parts(*pair) for pair in zip(node.children, verdict.children, strict=True)]
    if node.at_least is not None:
        earned = [part for part, child in zip(parts, verdict.children, strict=True) if child.earned]
        parts = sorted(earned, key=lambda part: weighted_mean(part) or Decimal(0), reverse=True)[: node.at_least]
    return [pair for part in parts for pair in part]


def _next_change(program: Program, now: datetime) -> datetime | None:
    embargoes = (course.embargo_until for course in leaves(program.root))
    return min((instant for instant in embargoes if instant is not None and instant > now), default=None)
