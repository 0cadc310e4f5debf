"""Import a definition only with the agreed number of re-bound learners, and say whether a later date spares any."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from micromasters_plugin.data import Actor, ImportResult, Rebound
from micromasters_plugin.data.definitions import learners_in_words
from micromasters_plugin.database.retrying import retry_if_outermost
from micromasters_plugin.domain.days import day_of, midnight_of
from micromasters_plugin.domain.definition import Grandfathering, ProgramRules
from micromasters_plugin.domain.rebinding import compares_results
from micromasters_plugin.exceptions import RebindError
from micromasters_plugin.pipeline.rebound_learners import Evaluated, Versions, count_rebound
from micromasters_plugin.programs import importing, roles
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import versions_of
from micromasters_plugin.programs.unstored import UNSTORED, newest_of, with_unstored


def import_definition(text: str, *, name: str, actor: Actor, rebind: int | None, now: datetime) -> ImportResult:
    """Import ``text`` as ``programs.importing`` does, but only if ``rebind`` is the number of re-bound learners.

    The import counts under the lock on all programs. A learner's first decision needs the row of the program, so the
    decision waits, and the number is still correct at the commit.

    Raises:
        RebindError: ``rebind`` differs from the number of re-bound learners. None means that nobody may be re-bound.
            Nothing was written.
    """
    roles.require(roles.may_import_programs, actor)
    evaluated = Evaluated()
    _evaluate_before_locking(text, name, now, evaluated)
    return _import(text, name=name, actor=actor, rebind=rebind, now=now, evaluated=evaluated)


def _evaluate_before_locking(text: str, name: str, now: datetime, evaluated: Evaluated) -> None:
    """Evaluate all learners if the grandfathering compares results, because workers wait for the locked programs."""
    rules = importing.read_for_site(text, name=name)
    program = Program.objects.filter(uuid=rules.uuid, retired__isnull=True).first()
    before = versions_of(program.id) if program is not None else []
    if program is None or not before or newest_of(before).rules == rules:
        return
    after = with_unstored(before, rules, program_id=program.id)
    if compares_results([version.rules for version in before], [version.rules for version in after]):
        count_rebound(program.id, before, after, now=now, evaluated=evaluated)


@retry_if_outermost
@transaction.atomic
def _import(
    text: str, *, name: str, actor: Actor, rebind: int | None, now: datetime, evaluated: Evaluated
) -> ImportResult:
    def agree(program_id: int, before: Versions, after: Versions) -> int:
        learners = count_rebound(program_id, before, after, now=now, evaluated=evaluated) if before else 0
        if learners != (rebind or 0):
            advice = _advice(program_id, before, after, learners, now)
            raise RebindError(learners, agreed=rebind, advice=advice)
        return learners

    return importing.import_definition(text, name=name, actor=actor, agree=agree)


def foresee_rebound(rules: ProgramRules, *, now: datetime) -> Rebound | None:
    """Count the learners that an import of ``rules`` would re-bind now. The function writes nothing.

    Return None if the import would create a program or change nothing, or if the program was retired.
    """
    program = Program.objects.filter(uuid=rules.uuid, retired__isnull=True).first()
    before = versions_of(program.id) if program is not None else []
    if program is None or not before or newest_of(before).rules == rules:
        return None
    after = with_unstored(before, rules, program_id=program.id)
    learners = count_rebound(program.id, before, after, now=now)
    return Rebound(learners, _advice(program.id, before, after, learners, now))


def _advice(program_id: int, before: Versions, after: Versions, learners: int, now: datetime) -> str:
    """Say whether a later ``effective_from`` re-binds fewer learners than ``learners``.

    Return "" if no learner is re-bound. The version that takes effect last decides about the grandfathering.
    """
    if not learners:
        return ""
    grandfathering = after[-1].rules.grandfathering
    if grandfathering is Grandfathering.LATEST:
        return "with `grandfathering: latest` every version binds all learners, so no date spares anybody"
    if grandfathering is Grandfathering.MOST_FAVOURABLE:
        return (
            "with `grandfathering: most_favourable` the file binds only learners to whom it gives at least as much as "
            "the version that binds them now, so a later date only delays the change"
        )
    rules = next(version.rules for version in after if version.id == UNSTORED)
    day = day_of(max(now, rules.effective_from), rules.timezone) + timedelta(days=1)
    later = replace(rules, effective_from=midnight_of(day, rules.timezone))
    remaining = count_rebound(program_id, before, with_unstored(before, later, program_id=program_id), now=now)
    if remaining >= learners:
        return "no later `effective_from` spares anybody"
    if remaining:
        return f"with `effective_from: {day}` the file re-binds {learners_in_words(remaining)}"
    return f"with `effective_from: {day}` the file binds only learners whose first enrollment is on that day or later"
