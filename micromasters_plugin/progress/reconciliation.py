"""Full reconciliation: everyone is due. Finds what no event shows, such as a deleted grade, and fills a new program."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime

from micromasters_plugin import app_settings
from micromasters_plugin.data import SweepResult
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.programs.registry import family_of
from micromasters_plugin.programs.runs import runs_of
from micromasters_plugin.progress.checkpoints import mark_compared
from micromasters_plugin.progress.evaluation import Unchanged, evaluate_learners
from micromasters_plugin.progress.models import Standing, Work
from micromasters_plugin.progress.sweep import try_batch

log = logging.getLogger(__name__)


def reconcile_program(program_id: int, *, now: datetime) -> SweepResult:
    """Reconcile every learner of the program's runs and everyone with a standing, in batches by ascending id."""
    result = SweepResult()
    for user_ids in _everyone(program_id, app_settings.batch_size()):
        result += reconcile_learners(program_id, user_ids, now=now)
        fail_point("chunk-reconciled")
    mark_compared(program_id, began=now)
    return result


def reconcile_learners(program_id: int, user_ids: Sequence[int], *, now: datetime) -> SweepResult:
    """Compare a batch with the truth; only who differs is claimed, evaluated and decided.

    With nothing to do, nothing is written. Parked learners wait to be replayed.
    """
    parked = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    compared = sorted(set(user_ids).difference(parked.values_list("user_id", flat=True)))
    try:
        found = evaluate_learners(program_id, compared, now=now)
    except Exception:
        log.exception("Program %s: %d learners could not be compared and wait", program_id, len(compared))
        return SweepResult()
    differing = [user_id for user_id in compared if not isinstance(found[user_id], Unchanged)]
    result = SweepResult(evaluations=len(compared) - len(differing))
    if differing:
        result += try_batch(program_id, {user_id: [] for user_id in differing}, now=now)
    return result


def learners_enrolled(program_id: int) -> Iterator[list[int]]:
    """Yield ascending ids of people with an enrollment in any tracked run, in batches."""
    platform, runs = get_platform(), runs_of_program(program_id)
    after = -1
    while user_ids := platform.learners_of(runs, after=after, limit=app_settings.batch_size()):
        yield user_ids
        after = user_ids[-1]


def _everyone(program_id: int, limit: int) -> Iterator[list[int]]:
    """Merge two ascending lists, those of the platform and those with a standing, a batch at a time."""
    platform, runs = get_platform(), runs_of_program(program_id)
    after = -1
    while True:
        standings = Standing.objects.filter(program_id=program_id, user_id__gt=after).order_by("user_id")
        known = set(standings.values_list("user_id", flat=True)[:limit])
        user_ids = sorted(known.union(platform.learners_of(runs, after=after, limit=limit)))[:limit]
        if not user_ids:
            return
        yield user_ids
        after = user_ids[-1]


def runs_of_program(program_id: int) -> list[str]:
    """Return the runs of every version of the program and of the programs that it names."""
    return list(runs_of(family_of(program_id).all_versions()))
