"""Reconcile fully by comparing every learner.

A full comparison finds changes without events, such as deletions, and also evaluates the learners of new programs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from micromasters_plugin.data import ReconcileProgress, SweepResult
from micromasters_plugin.domain.standing import EVALUATOR
from micromasters_plugin.exceptions import UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.checkpoints import Pass, begin_pass, end_pass, note_compared
from micromasters_plugin.pipeline.leases import allow_claim, unpark
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.outages import Outages
from micromasters_plugin.pipeline.reading import read_without_lease, watch_outages
from micromasters_plugin.pipeline.slices import Slices
from micromasters_plugin.pipeline.sweep import try_batch
from micromasters_plugin.pipeline.undecided_learners import forget_parked_learners, is_same_error, traceback_text
from micromasters_plugin.platform.roster import get_roster
from micromasters_plugin.programs.learners import PAGE, in_batches, runs_of_program
from micromasters_plugin.programs.registry import family_of, find_program_by_id
from micromasters_plugin.programs.runs import runs_of
from micromasters_plugin.standings.evaluation import Evaluations, Unchanged
from micromasters_plugin.standings.models import Standing

log = logging.getLogger(__name__)

#: A function of this type is called with the progress of a comparison.
Watch = Callable[[ReconcileProgress], None]


def reconcile_program(program_id: int, *, now: datetime, watch: Watch, outages: Outages) -> SweepResult:
    """Reconcile every learner whom the program may concern, in batches by ascending id.

    The progress is stored after each batch. A stopped comparison continues from the stored progress, unless the
    comparison began more than a day ago or under other rules. The function then compares again the learners whom the
    stopped comparison had compared. When this function returns, every learner was compared after ``now``.

    Raises:
        PlatformOutageError: no learner's data can be read. The next call continues from the stored progress.
    """
    begun = begin_pass(program_id, rules=_rules(program_id), now=now)
    progress = ReconcileProgress(
        program_key=find_program_by_id(program_id).key,
        learners=get_roster().number_of_learners(runs_of_program(program_id)),
        after=begun.after,
        resumed_from=begun.began if begun.after >= 0 else None,
    )
    watch(progress)
    result, slices = SweepResult(), Slices()
    for began, user_ids in _batches_to_compare(program_id, begun, now):
        result += reconcile_learners(program_id, user_ids, now=now, outages=outages, slices=slices)
        note_compared(program_id, began=began, after=user_ids[-1])
        fail_point("chunk-reconciled")
        progress = replace(progress, compared=progress.compared + len(user_ids), after=user_ids[-1])
        watch(progress)
    return result


def _batches_to_compare(program_id: int, begun: Pass, now: datetime) -> Iterator[tuple[datetime, list[int]]]:
    """Yield each batch with the start of the comparison to which the batch belongs.

    The function finishes a stopped comparison first. A new comparison then repeats the batches from before the stop.
    """
    for user_ids in batches_of_everyone(program_id, after=begun.after):
        yield begun.began, user_ids
    end_pass(program_id, began=begun.began)
    if begun.after >= 0:
        again = begin_pass(program_id, rules=_rules(program_id), now=now)
        for user_ids in takewhile(lambda batch: batch[0] <= begun.after, batches_of_everyone(program_id)):
            yield again.began, user_ids
        end_pass(program_id, began=again.began)


def reconcile_learners(
    program_id: int,
    user_ids: Sequence[int],
    *,
    now: datetime,
    outages: Outages | None = None,
    slices: Slices | None = None,
) -> SweepResult:
    """Compare a batch with the truth. Claim and evaluate only the learners who differ, and store the decisions.

    Parked learners are evaluated once more. If the decision about a parked learner can be stored, the learner is
    unparked. If a parked learner fails with the stored error, the learner's row stays unchanged. The function skips
    users who do not exist on the platform. If such a user is parked, the function deletes the work row and counts the
    user as unknown.

    Raises:
        PlatformOutageError: no learner's data can be read.
    """
    outages, slices = outages or watch_outages(now=now), slices or Slices()
    found = compare(program_id, user_ids, now=now, outages=outages)
    errors = parked_errors(program_id, user_ids)
    recovered = [user_id for user_id in errors if not isinstance(found[user_id], Exception)]
    if recovered:
        unpark(program_id, [user_id for user_id in recovered if isinstance(found[user_id], Unchanged)])
        allow_claim(program_id, recovered)
        log.info("Program %s: %d parked learners can be evaluated again", program_id, len(recovered))
    differing = []
    for user_id, each in found.items():
        if isinstance(each, Unchanged | UnknownUserError):
            continue
        if isinstance(each, Exception) and user_id in errors:
            _update_error(program_id, user_id, each, known=errors[user_id])
        else:
            differing.append(user_id)
    strangers = parked_strangers(found, parked=errors)
    unknown = forget_parked_learners(program_id, strangers, now=now) if strangers else 0
    result = SweepResult(evaluations=len(found) - len(differing), unknown=unknown)
    if differing:
        hints = dict.fromkeys(differing, ())
        result += try_batch(program_id, hints, now=now, outages=outages, slices=slices)
        _hint_undecided_learners(program_id, differing, now)
    return result


def parked_strangers(found: Evaluations, *, parked: Container[int]) -> list[int]:
    """Return the parked users whom the comparison did not find on the platform."""
    return [user_id for user_id, each in found.items() if isinstance(each, UnknownUserError) and user_id in parked]


def parked_errors(program_id: int, user_ids: Sequence[int]) -> dict[int, str]:
    """Map each parked learner among ``user_ids`` to the stored error. The function sends one query."""
    parked = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    return dict(parked.values_list("user_id", "error"))


def _update_error(program_id: int, user_id: int, error: Exception, *, known: str) -> None:
    """Store a parked learner's current error if the current error differs from the stored error."""
    if not is_same_error(error, known):
        rows = Work.objects.filter(program_id=program_id, user_id=user_id, parked__isnull=False)
        rows.update(error=traceback_text(error))


def _hint_undecided_learners(program_id: int, user_ids: Sequence[int], now: datetime) -> None:
    """Append a hint for each learner for whom a batch stored no decision. The next sweep then evaluates the learner.

    The evaluation of the learner failed, or another worker held the learner and may have read older data.
    """
    mine = Standing.objects.filter(program_id=program_id, user_id__in=user_ids, evaluated=now)
    parked = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    left = set(user_ids).difference(*(rows.values_list("user_id", flat=True) for rows in (mine, parked)))
    Hint.objects.bulk_create(Hint(user_id=user_id, program_id=program_id, created=now) for user_id in sorted(left))


def compare(program_id: int, user_ids: Sequence[int], *, now: datetime, outages: Outages) -> Evaluations:
    """Compare stored standings with the truth, by ascending id, and write nothing.

    Raises:
        PlatformOutageError: no learner's data can be read.
    """
    return read_without_lease(program_id, sorted(set(user_ids)), now=now, outages=outages)


def batches_of_everyone(program_id: int, *, after: int = -1) -> Iterator[list[int]]:
    """Yield ascending ids greater than ``after`` in batches.

    The ids belong to the runs' learners, learners with a standing, parked learners, and learners with an override. A
    learner with an override may never have been enrolled.
    """
    versions = family_of(program_id).all_versions()
    runs = list(runs_of(versions))
    tables = (
        Standing.objects.filter(program_id=program_id),
        Override.objects.filter(program_id__in={version.program_id for version in versions}, withdrawn__isnull=True),
        Work.objects.filter(program_id=program_id, parked__isnull=False),
    )

    def following(after: int) -> list[int]:
        known = set(get_roster().learners_of(runs, after=after, limit=PAGE))
        for rows in tables:
            ids = rows.filter(user_id__gt=after).order_by("user_id").values_list("user_id", flat=True).distinct()
            known.update(ids[:PAGE])
        return sorted(known)[:PAGE]

    return in_batches(following, after=after)


def _rules(program_id: int) -> str:
    """Return a text that names the evaluator and the newest version.

    If this text changes, a stopped comparison starts again.
    """
    newest = max((version.id for version in family_of(program_id).all_versions()), default=0)
    return f"{EVALUATOR}.{newest}"
