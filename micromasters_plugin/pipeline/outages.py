"""Judge within one round whether failures mean an outage of the platform or faults of single learners.

An outage uses no try and deletes no hint. This module writes nothing, and ``outage_notes`` stores outages.
"""

from __future__ import annotations

import enum
from collections import Counter, defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.db import connections

#: An outage needs the same kind of failure for at least this many learners of a program. If fewer learners are due, all
#: due learners must fail.
LEARNERS = 3

#: Errors of classes with these names always concern one learner's data.
DATA = frozenset(
    {"ValueError", "LookupError", "TypeError", "AttributeError", "ArithmeticError", "DataError", "IntegrityError"}
)

#: This table lists the names of error classes by the kind of outage that the errors can mean. The code compares the
#: names of classes, because drivers, ``requests`` and caches have their own classes with these names.
KINDS = {
    "time-out": frozenset({"TimeoutError", "Timeout"}),
    "database": frozenset({"DatabaseError", "InterfaceError", "PyMongoError"}),
    "people": frozenset({"NobodyKnownError"}),
    "socket": frozenset({"ConnectionError", "OSError"}),
}

#: (program, learner)
Place = tuple[int, int]


class Stage(enum.Enum):
    """A failure has a stage: the pipeline was reading a learner's data, or was storing the decision about a learner."""

    READING = "reading"
    DECIDING = "deciding"


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure concerns one learner, and the kind of error may mean an outage.

    The pipeline could not read the learner's data, or could not store the decision about the learner.

    If the learner is at fault, the round calls ``use_try``, which returns True if the learner is now parked. In an
    outage, the round calls ``postpone`` with the instant until which other learners come first.
    """

    program_id: int
    user_id: int
    stage: Stage
    kind: str
    error: Exception
    use_try: Callable[[], bool]
    postpone: Callable[[datetime], None]


def kind_of_outage(error: BaseException) -> str | None:
    """Return the kind of outage that ``error`` can mean, which is a key of ``KINDS``.

    Return None for an error in the data. If an error has a cause, the function also looks at the cause, unless the
    error itself is about data.
    """
    each: BaseException | None = error
    while each is not None:
        names = {base.__name__ for base in type(each).__mro__}
        if names & DATA:
            return None
        for kind, classes in KINDS.items():
            if names & classes:
                return kind
        each = each.__cause__
    return None


class Witness(Protocol):
    """A witness retries a learner whose data could be read before, to find out whether the platform answers."""

    def find(self, program_id: int, *, but: Collection[int]) -> Place | None:
        """Return a learner whose data could be read before. The learner is not in ``but``."""

    def is_sound(self, place: Place, stage: Stage) -> bool:
        """Tell whether the platform answers when the pipeline repeats ``stage`` for the learner."""


@dataclass(slots=True)
class Outages:
    """This record has the failures and successes of one round in all programs."""

    witness: Witness
    #: These programs are in an outage. The round evaluates no more learners of these programs.
    down: set[int] = field(default_factory=set)
    #: In this round, the platform answered for a learner of each of these programs.
    answering: set[int] = field(default_factory=set)
    #: For each program, this counter has the number of learners who were claimed and given back unread.
    unread: Counter[int] = field(default_factory=Counter)
    parked: int = 0
    _read: defaultdict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    _pending: list[Failure] = field(default_factory=list)
    _last_read: Place | None = None

    def note_success(self, program_id: int, user_ids: Collection[int], stage: Stage = Stage.READING) -> None:
        """Note that the platform answered for these learners. Learners who failed earlier use a try."""
        if not user_ids:
            return
        self._count(program_id, user_ids)
        self.answering.add(program_id)
        self._last_read = (program_id, max(user_ids))
        if self._pending:
            self._use_tries({stage})

    def note_data_error(self, program_id: int, user_id: int) -> None:
        """Note a learner with bad data, which does not suggest an outage."""
        self._count(program_id, [user_id])

    def note_failure(self, failure: Failure) -> None:
        """Keep a failure until the round knows whether the platform or the learner caused the failure."""
        self._count(failure.program_id, [failure.user_id])
        self._pending.append(failure)
        reconnect()

    def suspects(self, program_id: int) -> bool:
        """Tell whether enough learners of a program had the same kind of failure, and no learner succeeded later."""
        return self._alike(program_id) >= LEARNERS

    def is_down(self, program_id: int, *, unread: int) -> bool:
        """Tell whether the failures so far mean an outage.

        In an outage, the caller gives back the ``unread`` learners of the batch.

        The function repeats the failed stage for a learner who succeeded before. If no learner succeeded before, one
        more learner of the batch must fail, because several learners with bad data may follow each other by chance.
        """
        if not self.suspects(program_id):
            return False
        witness = self._witness(program_id)
        if witness is not None and self._has_recovered(program_id, witness):
            return False
        if witness is None and self._alike(program_id) == LEARNERS and unread:
            return False
        self.down.add(program_id)
        return True

    def close(self) -> dict[int, list[Failure]]:
        """End the round, and let each learner who failed outside an outage use a try.

        Return the failures of each program in an outage.
        """
        for program_id in {failure.program_id for failure in self._pending}:
            if program_id not in self.down and self._have_all_failed(program_id):
                witness = self._witness(program_id)
                if witness is not None:
                    self._has_recovered(program_id, witness)
        found: defaultdict[int, list[Failure]] = defaultdict(list)
        for failure in list(self._pending):
            if failure.program_id in self.down or self._have_all_failed(failure.program_id):
                found[failure.program_id].append(failure)
                self._pending.remove(failure)
        self._use_tries(set(Stage))
        return dict(found)

    def _count(self, program_id: int, user_ids: Collection[int]) -> None:
        """Count the learners who were tried. Numbers above ``LEARNERS`` need not be exact."""
        read = self._read[program_id]
        if len(read) <= LEARNERS:
            read.update(list(user_ids)[: 2 * LEARNERS])

    def _alike(self, program_id: int, *stages: Stage) -> int:
        """Return how many learners of a program had the same kind of failure at ``stages``.

        By default, count the failures at all stages.
        """
        groups: defaultdict[tuple[Stage, str], set[int]] = defaultdict(set)
        for failure in self._pending:
            if failure.program_id == program_id and failure.stage in (stages or Stage):
                groups[failure.stage, failure.kind].add(failure.user_id)
        return max(map(len, groups.values()), default=0)

    def _have_all_failed(self, program_id: int) -> bool:
        alike = self._alike(program_id)
        return alike >= min(LEARNERS, len(self._read[program_id])) > 0

    def _witness(self, program_id: int) -> Place | None:
        """Return the learner for whom the platform answered last in this round.

        If this learner has failed since then, return a learner from an earlier round.
        """
        failed = {failure.user_id for failure in self._pending}
        last = self._last_read
        return last if last is not None and last[1] not in failed else self.witness.find(program_id, but=failed)

    def _has_recovered(self, program_id: int, witness: Place) -> bool:
        """Try the witness at each stage where learners failed, and tell whether the platform works again."""
        for stage in {failure.stage for failure in self._pending if failure.program_id == program_id}:
            if self.witness.is_sound(witness, stage):
                self._use_tries({stage})
        return not self.suspects(program_id)

    def _use_tries(self, stages: set[Stage]) -> None:
        """Let each learner who failed at these stages use a try, because the platform did not cause the failure."""
        theirs = [failure for failure in self._pending if failure.stage in stages]
        self._pending = [failure for failure in self._pending if failure.stage not in stages]
        self.down -= {failure.program_id for failure in theirs} - {failure.program_id for failure in self._pending}
        for failure in theirs:
            self.parked += failure.use_try()


def reconnect() -> None:
    """Close connections that an error left unusable, so that the next query opens a new connection."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
