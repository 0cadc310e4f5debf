"""Read the data of many learners together. After a failure, read each learner's data alone until an outage is certain.

One bad row therefore stops no other learner, and an outage does not make every learner of a batch fail.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from micromasters_plugin.exceptions import PlatformOutageError
from micromasters_plugin.failures import describe
from micromasters_plugin.pipeline.outages import Failure, Outages, Stage, kind_of_outage
from micromasters_plugin.pipeline.witnesses import Witnesses
from micromasters_plugin.standings.evaluation import Evaluations, evaluate_together

log = logging.getLogger(__name__)


def watch_outages(*, now: datetime) -> Outages:
    """Return the record in which one round notes failures and outages."""

    return Outages(Witnesses(now))


def read(
    program_id: int, user_ids: Sequence[int], *, outages: Outages, evaluate: Callable[[Sequence[int]], Evaluations]
) -> Iterator[Evaluations]:
    """Yield one part with the results of all learners. If the learners fail together, yield a part for each learner.

    The caller calls ``note_read`` with each part before the caller requests the next part. If the learners failed
    together, an empty part comes first, so that the caller can renew the learners' leases.

    Raises:
        PlatformOutageError: the platform has an outage, and the remaining learners were not read.
    """
    waiting = deque(user_ids)
    try:
        found = evaluate(user_ids)
    except Exception as error:
        if len(user_ids) == 1:
            yield {user_ids[0]: error}
            return
        log.warning("Program %s: reading %d learners together failed: %s", program_id, len(user_ids), describe(error))
        yield {}
    else:
        yield found
        return
    while waiting:
        if outages.suspects(program_id):
            # A learner from the middle of the batch probably fails for another reason than the first three learners.
            waiting.rotate(-(len(waiting) // 2))
        user_id = waiting.popleft()
        try:
            found = evaluate([user_id])
        except Exception as error:
            found = {user_id: error}
        yield found
        stop_at_outage(program_id, found[user_id], outages=outages, unread=len(waiting))


def stop_at_outage(program_id: int, found: object, *, outages: Outages, unread: int) -> None:
    """Stop reading if the last failure shows an outage.

    Raises:
        PlatformOutageError: the platform has an outage.
    """
    if isinstance(found, Exception) and outages.is_down(program_id, unread=unread):
        raise PlatformOutageError(f"{type(found).__name__}: {found}") from found


def note_read(
    program_id: int,
    found: Evaluations,
    *,
    outages: Outages,
    failure: Callable[[int, Exception, str], Failure],
) -> list[int]:
    """Note the successes and failures of a part, and return the learners with bad data.

    ``failure`` makes a ``Failure`` from a learner, an error and a kind of outage.
    """
    outages.note_success(program_id, [user_id for user_id, each in found.items() if not isinstance(each, Exception)])
    own = []
    for user_id, each in found.items():
        if not isinstance(each, Exception):
            continue
        kind = kind_of_outage(each)
        if kind is None:
            outages.note_data_error(program_id, user_id)
            own.append(user_id)
        else:
            outages.note_failure(failure(user_id, each, kind))
    return own


def read_without_lease(program_id: int, user_ids: Sequence[int], *, now: datetime, outages: Outages) -> Evaluations:
    """Return the evaluations of these learners for a comparison that writes nothing.

    Raises:
        PlatformOutageError: the platform has an outage, and the remaining learners were not read.
    """

    def failure(user_id: int, error: Exception, kind: str) -> Failure:
        return Failure(program_id, user_id, Stage.READING, kind, error, lambda: False, lambda until: None)

    results: Evaluations = {}
    if user_ids:
        evaluate = lambda ids: evaluate_together(program_id, ids, now=now)  # noqa: E731
        for part in read(program_id, user_ids, outages=outages, evaluate=evaluate):
            note_read(program_id, part, outages=outages, failure=failure)
            results.update(part)
    return results
