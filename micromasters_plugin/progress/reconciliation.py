"""Full reconciliation: everyone is due. Finds what no event shows, such as a deleted grade, and fills a new program."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from micromasters_plugin import app_settings
from micromasters_plugin.data import ProgramFailure, ReconcileProgress, SweepResult
from micromasters_plugin.exceptions import UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.failures import traced
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.programs.registry import family_of, find_program_by_id
from micromasters_plugin.programs.runs import runs_of
from micromasters_plugin.progress.checkpoints import Pass, begin_pass, end_pass, note_compared
from micromasters_plugin.progress.collecting import without_collecting
from micromasters_plugin.progress.evaluation import Evaluations, Unchanged, evaluate_learners
from micromasters_plugin.progress.inputs import EVALUATOR
from micromasters_plugin.progress.models import Hint, Override, Standing, Work
from micromasters_plugin.progress.sweep import try_batch

log = logging.getLogger(__name__)

#: How many ids are read at once; a megabyte.
PAGE = 20_000

#: Told how far a comparison is.
Watch = Callable[[ReconcileProgress], None]


def reconcile_program(program_id: int, *, now: datetime, watch: Watch) -> SweepResult:
    """Reconcile everyone whom the program may concern, in batches by ascending id.

    How far it came is stored after each batch: one that was stopped goes on from there, unless that was more than a
    day ago or the rules are others by now, and looks last at those whom it had done. So once this returns, everyone
    was compared after ``now``.
    """
    begun = begin_pass(program_id, rules=_rules(program_id), now=now)
    progress = ReconcileProgress(
        program_key=find_program_by_id(program_id).key,
        learners=get_platform().number_of_learners(runs_of_program(program_id)),
        after=begun.after,
        resumed_from=begun.began if begun.after >= 0 else None,
    )
    watch(progress)
    result = SweepResult()
    for began, user_ids in _in_turn(program_id, begun, now):
        result += reconcile_learners(program_id, user_ids, now=now)
        note_compared(program_id, began=began, after=user_ids[-1])
        fail_point("chunk-reconciled")
        progress = replace(progress, compared=progress.compared + len(user_ids), after=user_ids[-1])
        watch(progress)
    return result


def _in_turn(program_id: int, begun: Pass, now: datetime) -> Iterator[tuple[datetime, list[int]]]:
    """Yield batches with the beginning of the comparison that they belong to, which ends after its last.

    After one that had been stopped another begins, and ends where that one went on: the rest was seen just now.
    """
    for user_ids in everyone(program_id, after=begun.after):
        yield begun.began, user_ids
    end_pass(program_id, began=begun.began)
    if begun.after >= 0:
        again = begin_pass(program_id, rules=_rules(program_id), now=now)
        for user_ids in takewhile(lambda batch: batch[0] <= begun.after, everyone(program_id)):
            yield again.began, user_ids
        end_pass(program_id, began=again.began)


def reconcile_learners(program_id: int, user_ids: Sequence[int], *, now: datetime) -> SweepResult:
    """Compare a batch with the truth; only who differs is claimed, evaluated and decided.

    With nothing to do, nothing is written.
    """
    found = compare(program_id, user_ids, now=now)
    differing = [user_id for user_id, result in found.items() if not isinstance(result, Unchanged)]
    result = SweepResult(evaluations=len(found) - len(differing))
    if differing:
        result += try_batch(program_id, {user_id: [] for user_id in differing}, now=now)
        known = [user_id for user_id in differing if not isinstance(found[user_id], UnknownUserError)]
        _hint_whom_it_left(program_id, known, now)
    return result


def _hint_whom_it_left(program_id: int, user_ids: Sequence[int], now: datetime) -> None:
    """Let the next sweep take whom a batch did not decide.

    They failed, or another worker had them, who may have read the truth before what was found here.
    """
    mine = Standing.objects.filter(program_id=program_id, user_id__in=user_ids, evaluated=now)
    parked = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    left = set(user_ids).difference(*(rows.values_list("user_id", flat=True) for rows in (mine, parked)))
    Hint.objects.bulk_create(Hint(user_id=user_id, program_id=program_id, created=now) for user_id in sorted(left))


def compare(program_id: int, user_ids: Sequence[int], *, now: datetime) -> Evaluations:
    """Compare stored standings with the truth, by ascending id; writes nothing.

    Parked learners wait to be replayed and are left out.
    """
    parked = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    compared = sorted(set(user_ids).difference(parked.values_list("user_id", flat=True)))
    with without_collecting():
        return evaluate_learners(program_id, compared, now=now)


def learners_enrolled(program_id: int) -> Iterator[list[int]]:
    """Yield ascending ids of people with an enrollment in any tracked run, in batches."""
    return learners_of(runs_of_program(program_id))


def learners_of(runs: Sequence[str]) -> Iterator[list[int]]:
    """Yield ascending ids of people with an enrollment in any of ``runs``, in batches."""
    return _in_batches(lambda after: get_platform().learners_of(runs, after=after, limit=PAGE), after=-1)


def everyone(program_id: int, *, after: int = -1) -> Iterator[list[int]]:
    """Yield ascending ids greater than ``after`` in batches.

    They are those of the runs' learners, of those with a standing, and of those for whom a person decided something,
    who need not have been enrolled in anything.
    """
    versions = family_of(program_id).all_versions()
    runs = list(runs_of(versions))
    tables = (
        Standing.objects.filter(program_id=program_id),
        Override.objects.filter(program_id__in={version.program_id for version in versions}, withdrawn__isnull=True),
    )

    def following(after: int) -> list[int]:
        known = set(get_platform().learners_of(runs, after=after, limit=PAGE))
        for rows in tables:
            ids = rows.filter(user_id__gt=after).order_by("user_id").values_list("user_id", flat=True).distinct()
            known.update(ids[:PAGE])
        return sorted(known)[:PAGE]

    return _in_batches(following, after=after)


def _in_batches(following: Callable[[int], list[int]], *, after: int) -> Iterator[list[int]]:
    """Cut pages of ids into batches: a database sorts all of a program's learners to find any page of them."""
    size = app_settings.batch_size()
    while page := following(after):
        yield from (page[start : start + size] for start in range(0, len(page), size))
        after = page[-1]


def runs_of_program(program_id: int) -> list[str]:
    """Return the runs of every version of the program and of the programs that it names."""
    return list(runs_of(family_of(program_id).all_versions()))


def failure_of(program_id: int, error: Exception) -> ProgramFailure:
    """Log the error that keeps a program from being reconciled, and return it for whoever asked."""
    key = find_program_by_id(program_id).key
    log.error("Program %s could not be reconciled: %s", key, traced(error))
    return ProgramFailure(key, str(error) or repr(error))


def _rules(program_id: int) -> str:
    """Name the evaluator and the newest version that a comparison goes by: under others it is another comparison."""
    newest = max((version.id for version in family_of(program_id).all_versions()), default=0)
    return f"{EVALUATOR}.{newest}"
