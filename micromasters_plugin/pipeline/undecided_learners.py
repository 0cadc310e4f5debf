"""Handle learners without a stored decision after a try.

The module records a failed try, deletes the learner's hints, or records a lost lease.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.failures import describe
from micromasters_plugin.inbox.hints import delete_hints
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline import leases
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.outages import Failure, Stage
from micromasters_plugin.standings.models import Standing

log = logging.getLogger(__name__)

TOO_SLOW = (
    "Evaluating this learner alone takes longer than a lease lasts: another worker takes over before anything is "
    "decided. Find out why the platform is slow, or raise MICROMASTERS_LEASE_SECONDS."
)


@dataclass(frozen=True, slots=True)
class Claimed:
    """This worker holds the claimed learner, and a decision answers the learner's hints."""

    work: Work
    hint_ids: Sequence[int]

    def as_failure(self, error: Exception, kind: str, *, stage: Stage, now: datetime) -> Failure:
        """Return this learner's failure, which may mean an outage."""
        return Failure(
            self.work.program_id,
            self.work.user_id,
            stage,
            kind,
            error,
            use_try=lambda: self.record_failed_try(error, now=now),
            postpone=lambda until: leases.postpone(self.work, traceback_text(error), until=until),
        )

    def record_failed_try(self, error: Exception, *, now: datetime) -> bool:
        """Record a failed try, and return True if the learner is now parked.

        If the learner is now parked, the function deletes the hints, so that only a later hint causes a new try. If
        reconciliation gets the same error again, the parked row stays unchanged.
        """
        if self.work.parked is not None and not self.hint_ids and is_same_error(error, self.work.error):
            leases.give_back([self.work])
            return False
        events = list(Hint.objects.filter(id__in=self.hint_ids).exclude(event_id="").values_list("event_id", flat=True))
        event_list = ", ".join(events) or "none"
        text = f"{traceback_text(error)}\nevents: {event_list}"
        is_parked = leases.record_failure(self.work, text, is_hopeless=False, now=now)
        user_id, program_id = self.work.user_id, self.work.program_id
        log.error("learner %d in program %d failed (events %s): %s", user_id, program_id, event_list, describe(error))
        if is_parked:
            delete_hints(self.hint_ids)
        return is_parked


def traceback_text(error: Exception) -> str:
    """Return an error's text with the error's traceback."""
    return "".join(traceback.format_exception(error)).strip()


def is_same_error(error: Exception, known: str) -> bool:
    """Tell whether a stored text contains the same error. Ignore characters that some databases cannot store."""
    line = "".join(traceback.format_exception_only(error)).strip()
    return _in_ascii(line) in _in_ascii(known)


def _in_ascii(text: str) -> bytes:
    return text.encode("ascii", "replace").replace(b"\0", b"?")


@retry_after_deadlock
@transaction.atomic
def forget_learners(claimed: Sequence[Claimed]) -> None:
    """Delete hints and work of users who do not exist on the platform or whose account is being retired.

    If such a user appears later, or if the retirement is cancelled, reconciliation finds the user. The function deletes
    the due date and the fingerprint of the user's standing. The next comparison then finds a difference and sets the
    date again.
    """
    held = leases.lock([each.work for each in claimed])
    mine = [each for each in claimed if each.work.id in held]
    user_ids = [each.work.user_id for each in mine]
    delete_hints([hint_id for each in mine for hint_id in each.hint_ids])
    if mine:
        rows = Standing.objects.filter(program_id=mine[0].work.program_id, user_id__in=user_ids)
        rows.filter(reevaluate_at__isnull=False).update(reevaluate_at=None, fingerprint="")
        Work.objects.filter(id__in=[each.work.id for each in mine]).delete()


def forget_parked_learners(program_id: int, user_ids: Sequence[int], *, now: datetime) -> int:
    """Delete the work rows of parked learners who do not exist on the platform. Return the number of deleted rows.

    The function skips learners whom another worker holds.
    """
    leases.allow_claim(program_id, user_ids)
    claimed = [Claimed(work, ()) for work in leases.claim(program_id, user_ids, now=now).values()]
    forget_learners(claimed)
    return len(claimed)


def record_lost_leases(claimed: Sequence[Claimed], *, evaluated_together: int, now: datetime) -> int:
    """Record that another worker took these learners before a decision. Return how many learners are now parked.

    A learner who was evaluated alone uses a try, because a slice cannot be smaller than one learner.
    """
    works = [each.work for each in claimed]
    log.warning(
        "Program %s: %d of %d learners were evaluated for longer than their lease lasted, and another worker has them; "
        "the next slice is half as large",
        works[0].program_id,
        len(works),
        evaluated_together,
    )
    leases.record_loss(works)
    if evaluated_together > 1:
        return 0
    is_parked = leases.record_lost_try(works[0], TOO_SLOW, now=now)
    if is_parked:
        delete_hints(claimed[0].hint_ids)
    return int(is_parked)
