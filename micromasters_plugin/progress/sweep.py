"""Take what is due, batch by batch: hints, and standings whose ``reevaluate_at`` has come.

The same code serves the worker's task, the command from cron and reconciliation.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from micromasters_plugin import app_settings
from micromasters_plugin.data import SweepResult
from micromasters_plugin.exceptions import UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.failures import describe, traced
from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.programs.registry import programs_in_use
from micromasters_plugin.progress import leases
from micromasters_plugin.progress.collecting import without_collecting
from micromasters_plugin.progress.decisions import Due, decide
from micromasters_plugin.progress.evaluation import Evaluation, Evaluations, evaluate_learners
from micromasters_plugin.progress.facts import record_bars
from micromasters_plugin.progress.models import Hint, Standing, Work

log = logging.getLogger(__name__)

#: learner id → ids of the hints read for them
HintsByLearner = dict[int, list[int]]

#: Learners whose decisions share a transaction: enough to share its cost, few enough to be short.
DECIDED_TOGETHER = 100


def sweep(*, now: datetime, stop_at: float | None = None) -> SweepResult:
    """Evaluate everyone who is due at ``now``; ends early once ``time.monotonic()`` passes ``stop_at``."""
    result = SweepResult()
    for program_id, hints in _due_batches(now):
        if stop_at is not None and time.monotonic() >= stop_at:
            break
        result += try_batch(program_id, hints, now=now)
    return result


def try_batch(program_id: int, hints: HintsByLearner, *, now: datetime) -> SweepResult:
    """Process a batch; where it fails as a whole, log that and leave its learners due, so that others go on."""
    try:
        with without_collecting():
            return process_batch(program_id, hints, now=now)
    except Exception as error:
        log.error("Program %s: a batch of %d learners failed and stays due: %s", program_id, len(hints), traced(error))
        return SweepResult()


def process_batch(program_id: int, hints: HintsByLearner, *, now: datetime) -> SweepResult:
    """Claim, evaluate and decide a list of learners of one program, in ascending order of learner."""
    work = leases.claim(program_id, list(hints), now=now)
    user_ids = sorted(work)
    if not user_ids:
        return SweepResult()
    fail_point("lease-taken")
    evaluations = _evaluate(program_id, work, user_ids, now)
    for user_id in _let_go(work, evaluations, hints):
        user_ids.remove(user_id)
    due, decisions, parked = [], 0, 0
    for user_id in user_ids:
        evaluation = evaluations[user_id]
        if isinstance(evaluation, Exception):
            parked += _set_back(work[user_id], evaluation, hints[user_id], now)
        else:
            due.append(Due(work[user_id], evaluation, hints[user_id]))
    for start in range(0, len(due), DECIDED_TOGETHER):
        decided, set_back = _decide(due[start : start + DECIDED_TOGETHER], now)
        decisions, parked = decisions + decided, parked + set_back
    return SweepResult(
        hints=sum(len(hints[user_id]) for user_id in user_ids),
        evaluations=len(user_ids),
        decisions=decisions,
        parked=parked,
    )


def _evaluate(program_id: int, work: Mapping[int, Work], user_ids: Sequence[int], now: datetime) -> Evaluations:
    """Evaluate, and keep the bars first seen; together, and where that fails, one by one.

    So whatever fails is somebody's failure, whose tries are counted: a batch that only stayed due would fail for ever.
    """
    try:
        found = evaluate_learners(program_id, user_ids, now=now)
        fail_point("evaluated")
        _keep_bars(work, found)
        fail_point("bars-recorded")
        return found
    except Exception as error:
        if len(user_ids) == 1:
            return {user_ids[0]: error}
        log.warning(
            "Program %s: evaluating %d learners together failed: %s", program_id, len(user_ids), describe(error)
        )
        singles = [_evaluate(program_id, work, [user_id], now) for user_id in user_ids]
        return {user_id: result for single in singles for user_id, result in single.items()}


@again_after_deadlock
@transaction.atomic
def _keep_bars(work: Mapping[int, Work], evaluations: Evaluations) -> None:
    """Keep the bars first seen, of those who are still ours: of who left meanwhile nothing may come back."""
    bars = [bar for result in evaluations.values() if isinstance(result, Evaluation) for bar in result.new_bars]
    if bars:
        held = leases.lock([work[user_id] for user_id in {bar.user_id for bar in bars}])
        record_bars([bar for bar in bars if work[bar.user_id].id in held])


def _let_go(work: dict[int, Work], evaluations: Evaluations, hints: HintsByLearner) -> set[int]:
    """Drop what is due of people who are leaving, and return them: nothing is evaluated, parked or kept for them.

    Should one stay after all, reconciliation finds them.
    """
    unknown = [user_id for user_id, result in evaluations.items() if isinstance(result, UnknownUserError)]
    leavers = get_platform().leavers(unknown) if unknown else set()
    for user_id in leavers:
        row = work[user_id]
        Hint.objects.filter(id__in=hints[user_id]).delete()
        Standing.objects.filter(program_id=row.program_id, user_id=user_id).update(reevaluate_at=None)
        row.delete()
    return leavers


def _decide(batch: Sequence[Due], now: datetime) -> tuple[int, int]:
    """Decide together; where that fails, one by one, so that a learner who cannot be decided stops nobody else.

    Returns how many decisions there were, and how many learners are now parked.
    """
    try:
        held, decisions = decide(batch, now=now)
    except Exception as error:
        if len(batch) == 1:
            return 0, _set_back(batch[0].work, error, batch[0].hint_ids, now)
        log.warning("Deciding %d learners together failed, going one by one: %s", len(batch), describe(error))
        singles = [_decide([due], now) for due in batch]
        return sum(decisions for decisions, _ in singles), sum(parked for _, parked in singles)
    fail_point("decision-committed")
    if held < len(batch):
        log.info("%d learners are in other hands", len(batch) - held)
    return decisions, 0


def _set_back(work: Work, error: Exception, hint_ids: Sequence[int], now: datetime) -> bool:
    """Note a failed try. A parked learner's hints go, so that a later hint, and only that, means a new try."""
    events = list(Hint.objects.filter(id__in=hint_ids).exclude(event_id="").values_list("event_id", flat=True))
    text = "".join(traceback.format_exception(error)).strip()
    is_parked = leases.record_failure(
        work,
        f"{text}\nevents: {', '.join(events) or 'none'}",
        is_hopeless=isinstance(error, UnknownUserError),
        now=now,
    )
    said = ", ".join(events) or "none"
    log.error("learner %d in program %d failed (events %s): %s", work.user_id, work.program_id, said, describe(error))
    if is_parked:
        Hint.objects.filter(id__in=hint_ids).delete()
    return is_parked


def _due_batches(now: datetime) -> Iterator[tuple[int, HintsByLearner]]:
    """Yield due learners by program: first those with hints, by id; then those whose time has come.

    Hints that come meanwhile are the next sweep's: one that took them too would never end while grades come steadily,
    and nothing would be carried out.
    """
    size = app_settings.batch_size()
    programs = set(programs_in_use().values_list("id", flat=True))
    last_id, newest = 0, Hint.objects.aggregate(newest=Max("id"))["newest"] or 0
    while rows := _hints_between(last_id, newest, size * 4):
        by_program: defaultdict[int, HintsByLearner] = defaultdict(lambda: defaultdict(list))
        for hint_id, program_id, user_id in rows:
            by_program[program_id][user_id].append(hint_id)
        last_id = rows[-1][0]
        for program_id, hints in sorted(by_program.items()):
            if program_id in programs or not _forget_withdrawn(program_id, hints):
                yield from ((program_id, part) for part in _parts(hints, size))
    for program_id in sorted(programs):
        parked = Work.objects.filter(program_id=program_id, parked__isnull=False).values("user_id")
        due = Standing.objects.filter(program_id=program_id, reevaluate_at__lte=now).exclude(user_id__in=parked)
        waiting: HintsByLearner = {user_id: [] for user_id in due.values_list("user_id", flat=True)}
        yield from ((program_id, part) for part in _parts(waiting, size))


def _forget_withdrawn(program_id: int, hints: HintsByLearner) -> bool:
    """Drop hints of a program that was retired or is gone for good; tells whether it is.

    A program is committed before any hint can name it: one that is not there now was withdrawn.
    """
    if programs_in_use().filter(id=program_id).exists():
        return False
    Hint.objects.filter(id__in=[hint_id for ids in hints.values() for hint_id in ids]).delete()
    return True


def _hints_between(last_id: int, newest: int, limit: int) -> list[tuple[int, int, int]]:
    rows = Hint.objects.filter(id__gt=last_id, id__lte=newest).order_by("id")
    return list(rows.values_list("id", "program_id", "user_id")[:limit])


def _parts(hints: HintsByLearner, size: int) -> Iterator[HintsByLearner]:
    user_ids = sorted(hints)
    for start in range(0, len(user_ids), size):
        yield {user_id: hints[user_id] for user_id in user_ids[start : start + size]}
