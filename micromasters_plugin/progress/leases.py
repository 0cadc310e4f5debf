"""Work rows: who evaluates whom. A short compare-and-swap, no lock held while evaluating, alike on every database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from micromasters_plugin.outbox.leasing import is_free, lease_end
from micromasters_plugin.outbox.retrying import USUAL, again_after_deadlock
from micromasters_plugin.progress.models import Work

#: Twice what anybody is told to wait: who is to wait for longer was told so by a clock that ran ahead, and is due.
LONGEST_WAIT = timedelta(seconds=2 * USUAL.longest_seconds)


@again_after_deadlock
@transaction.atomic
def claim(program_id: int, user_ids: Sequence[int], *, now: datetime) -> dict[int, Work]:
    """Lease the learners that nobody else holds and that are not backing off at ``now``; returns them by id.

    Leases run by the clock on the wall, whatever instant is being evaluated.
    """
    clock = timezone.now()
    mine = Work.objects.filter(program_id=program_id, user_id__in=user_ids)
    missing = set(user_ids).difference(mine.values_list("user_id", flat=True))
    Work.objects.bulk_create(
        (Work(program_id=program_id, user_id=user_id) for user_id in sorted(missing)), ignore_conflicts=True
    )
    lease = uuid.uuid4().hex
    free = is_free(clock)
    due = Q(due__isnull=True) | Q(due__lte=now) | Q(due__gt=now + LONGEST_WAIT)
    ids = sorted(mine.filter(free, due).values_list("id", flat=True))
    Work.objects.filter(free, due, id__in=ids).update(lease=lease, leased_until=lease_end(clock))
    return {work.user_id: work for work in Work.objects.filter(id__in=ids, lease=lease)}


def lock(works: Sequence[Work]) -> set[int]:
    """Lock claimed rows for the caller's transaction, by ascending learner.

    Returns the ids of those that are still the caller's: the lease of any other ran out and somebody took it.
    """
    leases = {work.id: work.lease for work in works}
    rows = Work.objects.select_for_update().filter(id__in=sorted(leases)).order_by("program_id", "user_id")
    return {work_id for work_id, lease in rows.values_list("id", "lease") if lease == leases[work_id]}


def release(works: Sequence[Work]) -> None:
    """Give rows back after a decision: no error, no tries, free."""
    ids = [work.id for work in works]
    Work.objects.filter(id__in=ids).update(lease="", leased_until=None, due=None, tries=0, parked=None, error="")


@again_after_deadlock
def record_failure(work: Work, error: str, *, is_hopeless: bool, now: datetime) -> bool:
    """Give a row back after a failed try: back off, or park after the last, or at once what trying cannot mend.

    Returns True where it is now parked; a row in other hands stays as it is.
    """
    tries = work.tries + 1
    is_parked = is_hopeless or USUAL.is_over(tries)
    is_mine = Work.objects.filter(id=work.id, lease=work.lease).update(
        lease="",
        leased_until=None,
        due=now + USUAL.wait(tries),
        tries=tries,
        parked=now if is_parked else None,
        error=error,
    )
    return is_parked and bool(is_mine)
