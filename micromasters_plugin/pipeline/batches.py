"""Evaluate a batch slice by slice, and store the decisions about each slice well before the lease ends."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from micromasters_plugin.data import SweepResult
from micromasters_plugin.database.leasing import Hold
from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.exceptions import PlatformOutageError, UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.failures import describe
from micromasters_plugin.inbox.hints import thin_out
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.decisions import Due, decide
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.outages import Failure, Outages, Stage, kind_of_outage
from micromasters_plugin.pipeline.reading import note_read, read
from micromasters_plugin.pipeline.slices import SHARE, Slices
from micromasters_plugin.pipeline.undecided_learners import Claimed, forget_learners, record_lost_leases
from micromasters_plugin.standings.evaluation import Evaluation, Evaluations, evaluate_together
from micromasters_plugin.standings.facts import record_bars

log = logging.getLogger(__name__)

#: One transaction decides at most this many learners. The number is large enough to share a transaction's cost, and
#: small enough to keep the transaction short.
LEARNERS_PER_TRANSACTION = 100


@dataclass(slots=True)
class Batch:
    """A batch has claimed learners of one program. ``open`` has the learners who still need a decision."""

    program_id: int
    claimed: dict[int, Claimed]
    outages: Outages
    slices: Slices
    hold: Hold
    now: datetime
    result: SweepResult
    open: dict[int, Claimed] = field(init=False)
    due: list[Due] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.open = dict(self.claimed)

    def process(self) -> SweepResult:
        """Evaluate every learner and store the decisions. In an outage, give back the learners who were not read."""
        waiting = deque(sorted((each.work for each in self.open.values()), key=_sort_key))
        try:
            while waiting:
                if self.outages.suspects(self.program_id):
                    waiting.rotate(-(len(waiting) // 2))
                taken = self.slices.cut(waiting)
                self._process_slice(taken)
                self._stop_at_outage(unread=len(waiting))
                if waiting:
                    self._renew()
                    waiting = deque(work for work in waiting if work.user_id in self.open)
        except PlatformOutageError as error:
            self._give_up(error)
        return self.result

    def _process_slice(self, taken: Sequence[Work]) -> None:
        """If possible, evaluate the learners of a slice together.

        Store the decisions about the evaluated learners before the slice takes too long.
        """
        user_ids = [work.user_id for work in taken]
        for part in read(self.program_id, user_ids, outages=self.outages, evaluate=self._evaluate):
            self._sort_results(part)
            is_whole = len(part) == len(taken)
            if is_whole:
                self.slices.note(len(taken), spent=self.hold.spent)
            elif self.hold.spent > SHARE or len(self.due) >= LEARNERS_PER_TRANSACTION:
                self._decide_due()
                self._renew()
        self._decide_due()

    def _evaluate(self, user_ids: Sequence[int]) -> Evaluations:
        """Evaluate learners and store newly reached bars.

        If the database refuses a learner's bar, the learner fails.
        """
        found = evaluate_together(self.program_id, user_ids, now=self.now)
        fail_point("evaluated")
        _record_bars({user_id: self.claimed[user_id].work for user_id in user_ids}, found)
        fail_point("bars-recorded")
        return found

    def _sort_results(self, found: Evaluations) -> None:
        """Collect the evaluated learners for the decision.

        Record a failed try for learners with bad data, and drop unknown users.
        """

        def failure(user_id: int, error: Exception, kind: str) -> Failure:
            return self.open.pop(user_id).as_failure(error, kind, stage=Stage.READING, now=self.now)

        found = {user_id: each for user_id, each in found.items() if user_id in self.open}
        self.result += SweepResult(evaluations=len(found))
        own = note_read(self.program_id, found, outages=self.outages, failure=failure)
        unknown = [self.open.pop(user_id) for user_id in own if isinstance(found[user_id], UnknownUserError)]
        if unknown:
            forget_learners(unknown)
            self.result += SweepResult(unknown=len(unknown))
        for user_id, each in found.items():
            if not isinstance(each, Exception):
                claimed = self.open[user_id]
                self.due.append(Due(claimed.work, each, claimed.hint_ids))
            elif user_id in self.open:
                self.result += SweepResult(parked=self.open.pop(user_id).record_failed_try(each, now=self.now))

    def _decide_due(self) -> None:
        """Store the decisions about the learners who were evaluated since the last call. Store one group at a time."""
        due, self.due = self.due, []
        for start in range(0, len(due), LEARNERS_PER_TRANSACTION):
            if start and self.hold.spent > SHARE:
                self._renew_leases()
            self._decide(due[start : start + LEARNERS_PER_TRANSACTION], evaluated_together=len(due))

    def _decide(self, group: Sequence[Due], *, evaluated_together: int) -> None:
        """Store the decisions about a group of learners.

        If the group fails, store the decision about each learner alone.
        """
        try:
            held, decisions = decide(group, now=self.now)
        except Exception as error:
            if len(group) == 1:
                self._record_undecided(group[0], error)
                return
            log.warning(
                "Deciding %d learners together failed, so each learner is decided alone: %s",
                len(group),
                describe(error),
            )
            for index, due in enumerate(group):
                self._decide([due], evaluated_together=evaluated_together)
                self._stop_at_outage(unread=len(group) - index - 1)
            return
        fail_point("decision-committed")
        settled = [(due, self.open.pop(due.work.user_id, None)) for due in group]
        self.outages.note_success(
            self.program_id, [due.work.user_id for due in group if due.work.id in held], Stage.DECIDING
        )
        lost = [claimed for due, claimed in settled if claimed is not None and due.work.id not in held]
        self.result += SweepResult(decisions=decisions)
        if lost:
            self.slices.halve(evaluated_together)
            parked = record_lost_leases(lost, evaluated_together=evaluated_together, now=self.now)
            self.result += SweepResult(parked=parked)

    def _record_undecided(self, due: Due, error: Exception) -> None:
        claimed = self.open.pop(due.work.user_id, None)
        if claimed is None:
            return
        kind = kind_of_outage(error)
        if kind is None:
            self.result += SweepResult(parked=claimed.record_failed_try(error, now=self.now))
        else:
            self.outages.note_failure(claimed.as_failure(error, kind, stage=Stage.DECIDING, now=self.now))

    def _stop_at_outage(self, *, unread: int) -> None:
        if self.outages.suspects(self.program_id) and self.outages.is_down(self.program_id, unread=unread):
            raise PlatformOutageError(f"program {self.program_id}: several learners failed, one after the other")

    def _renew_leases(self) -> set[int]:
        """Renew the leases of all open learners, and return the ids of the rows that this worker still holds."""
        hold = Hold()
        kept = leases.renew([claimed.work for claimed in self.open.values()]) if self.open else set()
        self.hold = hold
        return kept

    def _renew(self) -> None:
        """Renew the leases between decisions, and drop the learners whom another worker took."""
        kept = self._renew_leases()
        taken = [user_id for user_id, claimed in self.open.items() if claimed.work.id not in kept]
        for user_id in taken:
            del self.open[user_id]
        if taken:
            self.slices.halve(self.slices.size)
            log.warning(
                "Program %s: the leases of %d learners ended before their evaluation", self.program_id, len(taken)
            )

    def _give_up(self, error: Exception) -> None:
        """Store the decisions about the learners who were evaluated before the outage.

        Give back the other learners unchanged.
        """
        try:
            self._decide_due()
        except PlatformOutageError as another:
            log.warning(
                "Program %s: deciding the evaluated learners failed too: %s", self.program_id, describe(another)
            )
        left = [claimed.work for claimed in self.open.values()]
        self.outages.unread[self.program_id] += len(left)
        leases.give_back(left)
        log.warning(
            "Program %s has an outage, so %d learners were given back unread: %s",
            self.program_id,
            len(left),
            describe(error),
        )


def _sort_key(work: Work) -> tuple[object, ...]:
    """Return a sort key that puts learners with an earlier failure last.

    The other learners then show first whether an outage is over.
    """
    return work.lost, work.due is not None, work.due or 0, work.user_id


def claim_batch(
    program_id: int, hints: Mapping[int, Sequence[int]], *, now: datetime, outages: Outages, slices: Slices
) -> Batch:
    """Lease the learners whom nobody holds. ``hints`` maps each learner to the ids of the learner's hints."""
    hold = Hold()
    work = leases.claim(program_id, list(hints), now=now)
    claimed = {user_id: Claimed(row, thin_out(hints[user_id])) for user_id, row in work.items()}
    waiting = leases.find_held_learners(program_id, list(hints.keys() - work.keys())) if len(work) < len(hints) else ()
    result = SweepResult(hints=sum(len(hints[user_id]) for user_id in work), waiting=len(waiting))
    return Batch(program_id, claimed, outages, slices, hold, now, result)


@retry_after_deadlock
@transaction.atomic
def _record_bars(work: Mapping[int, Work], evaluations: Evaluations) -> None:
    """Store newly reached bars of learners whom this worker still holds.

    If the worker has lost the lease of a learner, the learner may have been erased.
    """
    bars = [bar for result in evaluations.values() if isinstance(result, Evaluation) for bar in result.new_bars]
    if bars:
        held = leases.lock([work[user_id] for user_id in {bar.user_id for bar in bars}])
        record_bars([bar for bar in bars if work[bar.user_id].id in held])
