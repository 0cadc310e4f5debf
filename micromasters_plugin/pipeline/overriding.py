"""Record an override after a check against the learner's attempts and earlier overrides.

``overrides/checking`` checks the override against the program's definition, and ``overrides/acts`` stores the override.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from micromasters_plugin.data import Actor, ExamAttempt, ExamStatus, OverrideDecision, OverrideKind, OverrideRecord
from micromasters_plugin.domain.days import midnight_of
from micromasters_plugin.domain.definition import Course, Final, matches_run
from micromasters_plugin.domain.modes import course_modes, final_modes
from micromasters_plugin.domain.overrides import in_force, waivers
from micromasters_plugin.domain.tries import is_try
from micromasters_plugin.exceptions import RefusedOverrideError, UnconfirmedOverrideError
from micromasters_plugin.overrides import acts
from micromasters_plugin.overrides.checking import check_chain, check_override, limits_tries, node_of
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version, versions_of
from micromasters_plugin.standings.evaluation import Evaluation, evaluate_learner


def end_of_override(program: Program, expires: date | datetime | None) -> datetime | None:
    """Return the instant at which an override ends. A date without a time is 00:00 in the program's time zone."""
    if expires is None or isinstance(expires, datetime):
        return expires
    return midnight_of(expires, _newest(versions_of(program.id)).rules.timezone)


@transaction.atomic
def record_override(
    program: Program, user_id: int, override: OverrideDecision, *, actor: Actor, is_confirmed: bool
) -> OverrideRecord:
    """Store the actor's override, and make the learner due.

    Args:
        program: the program.
        user_id: the learner's id.
        override: the override.
        actor: the person who decided.
        is_confirmed: whether the person knows the cautions about the override.

    Raises:
        NotAllowedError: the actor may not change overrides in the program.
        RefusedOverrideError: the definition or the learner's attempts do not allow the override.
        UnconfirmedOverrideError: the override has cautions, and ``is_confirmed`` is False.
        UnknownUserError: the platform has no user with the given id.
    """
    roles.require(roles.may_record_overrides, actor, program.id)
    versions = check_override(program, override)
    if override.kind in _CHECKS:
        _CHECKS[override.kind](override, evaluate_learner(program.id, user_id, now=override.time))
    cautions = list(_cautions(program, user_id, override, versions))
    if cautions and not is_confirmed:
        raise UnconfirmedOverrideError(*cautions)
    return acts.record(program, user_id, override, actor=actor)


def _check_grant(override: OverrideDecision, evaluation: Evaluation) -> None:
    """Check that the version that binds the learner has a limit, and that the learner used a try."""
    rules = evaluation.version.rules
    course = node_of([rules], override.requirement)
    if not isinstance(course, Course) or not limits_tries(course):
        raise RefusedOverrideError(
            f"version {evaluation.version.number} binds learner {evaluation.user_id} and sets no limit of attempts for"
            f" {override.requirement}"
        )
    limited: list[tuple[Course | Final, tuple[str, ...]]] = []
    if course.attempts is not None:
        limited.append((course, course_modes(rules, course)))
    if course.final is not None and course.final.attempts is not None:
        limited.append((course.final, final_modes(rules, course)))
    if not any(
        matches_run(part, attempt.course_run) and is_try(attempt, modes, proctored=part.proctored)
        for part, modes in limited
        for attempt in evaluation.inputs.attempts
    ):
        raise RefusedOverrideError(
            f"learner {evaluation.user_id} has no try at {override.requirement} yet, so no attempt can be granted"
        )


def _check_discount(override: OverrideDecision, evaluation: Evaluation) -> None:
    known = [attempt.course_run for attempt in evaluation.inputs.attempts]
    if override.course_run not in known:
        raise RefusedOverrideError(
            f"learner {evaluation.user_id} has no attempt in the run {override.course_run!r}; {_known(known)}"
        )


def _check_make_up(override: OverrideDecision, evaluation: Evaluation) -> None:
    exams = {exam.usage_key: exam for attempt in evaluation.inputs.attempts for exam in attempt.exams}
    for key in (override.make_up_for, override.exam):
        if key not in exams:
            raise RefusedOverrideError(f"learner {evaluation.user_id} did not take the exam {key!r}; {_known(exams)}")
    original: ExamAttempt = exams[override.make_up_for]
    if original.status is not ExamStatus.ERRORED:
        raise RefusedOverrideError(
            f"the exam {override.make_up_for!r} is {original.status.value}; a make-up clears only an exam that errored"
        )
    earlier = in_force(evaluation.inputs.overrides, override.time)
    pairs = [(each.exam, each.make_up_for) for each in earlier if each.kind is OverrideKind.MAKE_UP]
    check_chain(override, pairs)


#: The checks of kinds that concern the learner's attempts.
_CHECKS = {
    OverrideKind.GRANT: _check_grant,
    OverrideKind.DISCOUNT: _check_discount,
    OverrideKind.MAKE_UP: _check_make_up,
}


def _known(keys: Sequence[str] | dict[str, ExamAttempt]) -> str:
    return f"known are {', '.join(keys)}" if keys else "none is known"


def _cautions(program: Program, user_id: int, override: OverrideDecision, versions: Sequence[Version]) -> Iterator[str]:
    """Yield a sentence for each effect of a waiver that staff may not expect."""
    if override.kind is not OverrideKind.WAIVE:
        return
    node = node_of([version.rules for version in sorted(versions, key=lambda each: each.number)], override.requirement)
    if isinstance(node, Course) and override.ratio is not None and override.ratio < node.passing_grade:
        yield f"the waiver's grade {_grade(override.ratio)} is below the bar {_grade(node.passing_grade)}"
    earlier = acts.overrides_in_effect([program.id], [user_id]).get((program.id, user_id), ())
    replaced = waivers(in_force(earlier, override.time)).get(override.requirement)
    if replaced is not None:
        grade = "without a grade" if replaced.ratio is None else f"of {_grade(replaced.ratio)}"
        yield f"this waiver replaces the waiver {grade}"


def _grade(ratio: Decimal) -> str:
    """Return a ratio with two to four decimal places."""
    text = f"{ratio:.4f}"
    return text[:-2] + text[-2:].rstrip("0")


def _newest(versions: Sequence[Version]) -> Version:
    return max(versions, key=lambda version: version.number)
