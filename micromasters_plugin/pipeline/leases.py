"""Lease learners to workers through work rows.

An UPDATE with a condition takes the lease, so that no lock is held during the evaluation.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from micromasters_plugin.database.leasing import FREE, is_free, is_held, lease_times
from micromasters_plugin.database.retrying import USUAL, retry_after_deadlock
from micromasters_plugin.pipeline.models import Work

#: This duration is twice the longest wait after a failed try. A longer wait comes from a clock that ran ahead, so a
#: learner with a longer wait is due.
LONGEST_WAIT = timedelta(seconds=2 * USUAL.longest_seconds)


@retry_after_deadlock
@transaction.atomic
def claim(program_id: int, user_ids: Sequence[int], *, now: datetime) -> dict[int, Work]:
    """Lease the learners whom no worker holds and who do not wait for a retry at ``now``.

    Return a map from user ids to rows. Leases use the database's clock and not ``now``.
    """
    mine = Work.objects.filter(program_id=program_id, user_id__in=user_ids)
    missing = set(user_ids).difference(mine.values_list("user_id", flat=True))
    Work.objects.bulk_create(
        (Work(program_id=program_id, user_id=user_id) for user_id in sorted(missing)), ignore_conflicts=True
    )
    lease = uuid.uuid4().hex
    free = is_free()
    due = Q(due__isnull=True) | Q(due__lte=now) | Q(due__gt=now + LONGEST_WAIT)
    ids = sorted(mine.filter(free, due).values_list("id", flat=True))
    Work.objects.filter(free, due, id__in=ids).update(lease=lease, **lease_times())
    return {work.user_id: work for work in Work.objects.filter(id__in=ids, lease=lease)}


def find_held_learners(program_id: int, user_ids: Sequence[int]) -> set[int]:
    """Return the learners whom a worker holds.

    A killed worker may still hold learners. The function sends one query.
    """
    rows = Work.objects.filter(is_held(), program_id=program_id, user_id__in=user_ids)
    return set(rows.values_list("user_id", flat=True))


@retry_after_deadlock
def renew(works: Sequence[Work]) -> set[int]:
    """Renew the lease of rows from one claim. The new lease begins now and lasts for its full length.

    Return the ids of the rows that the caller still holds.
    """
    mine = Work.objects.filter(id__in=sorted(work.id for work in works), lease=works[0].lease)
    if mine.update(**lease_times()) == len(works):
        return {work.id for work in works}
    return set(mine.values_list("id", flat=True))


def lock(works: Sequence[Work]) -> set[int]:
    """Lock claimed rows for the caller's transaction, by ascending learner.

    Return the ids of the rows that the caller still holds. After a lease ends, another worker can take the leased row.
    """
    leases = {work.id: work.lease for work in works}
    rows = Work.objects.select_for_update().filter(id__in=sorted(leases)).order_by("program_id", "user_id")
    return {work_id for work_id, lease in rows.values_list("id", "lease") if lease == leases[work_id]}


def release(works: Sequence[Work]) -> None:
    """Give rows back after a decision, and delete the rows' errors and tries."""
    ids = [work.id for work in works]
    Work.objects.filter(id__in=ids).update(due=None, tries=0, lost=0, parked=None, error="", **FREE)


@retry_after_deadlock
def give_back(works: Sequence[Work]) -> None:
    """Give back rows that were not evaluated. Only the lease of each row changes."""
    if works:
        Work.objects.filter(id__in=[work.id for work in works], lease=works[0].lease).update(**FREE)


@retry_after_deadlock
def postpone(work: Work, error: str, *, until: datetime) -> None:
    """Give back a row with an error that is not the learner's fault, and postpone the row until ``until``.

    The function does not count a failed try.

    A parked row stays parked and keeps its error.
    """
    changed = {"due": until, "error": error} if work.parked is None else {}
    Work.objects.filter(id=work.id, lease=work.lease).update(**changed, **FREE)


@retry_after_deadlock
def record_failure(work: Work, error: str, *, is_hopeless: bool, now: datetime) -> bool:
    """Give a row back after a failed try, and postpone the row.

    After the last try, or if ``is_hopeless`` is true, park the row. Return True if the row is now parked. A row that
    another worker holds stays unchanged.
    """
    tries = work.tries + 1
    is_parked = is_hopeless or USUAL.is_over(tries)
    is_mine = Work.objects.filter(id=work.id, lease=work.lease).update(
        due=None if is_parked else now + USUAL.wait(tries),
        tries=tries,
        parked=now if is_parked else None,
        error=error,
        **FREE,
    )
    return is_parked and bool(is_mine)


@retry_after_deadlock
def record_loss(works: Sequence[Work]) -> None:
    """Note that another worker took these rows while this worker evaluated the learners.

    A row stays unchanged if another worker has already stored the decision about the learner.
    """
    Work.objects.filter(id__in=[work.id for work in works]).exclude(lease="").update(lost=F("lost") + 1)


@retry_after_deadlock
def record_lost_try(work: Work, error: str, *, now: datetime) -> bool:
    """Note a failed try of a learner whose evaluation alone takes longer than a lease.

    Return True if the learner is now parked. The worker that took the row keeps the row, unless the learner has used
    the last try. After the last try the row is parked, and no worker holds the row.
    """
    row = Work.objects.filter(id=work.id, parked__isnull=True).exclude(lease="")
    if not row.update(tries=F("tries") + 1, error=error):
        return False
    if not USUAL.is_over(Work.objects.values_list("tries", flat=True).get(id=work.id)):
        return False
    return bool(row.update(parked=now, due=None, **FREE))


def allow_claim(program_id: int, user_ids: Sequence[int]) -> None:
    """Let workers claim parked rows immediately.

    A row stays parked until a worker stores the decision about the learner.
    """
    rows = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    rows.filter(due__isnull=False).update(due=None)


def unpark(program_id: int, user_ids: Sequence[int]) -> None:
    """Unpark rows and reset the rows' tries, because the learners can be evaluated again."""
    rows = Work.objects.filter(program_id=program_id, user_id__in=user_ids, parked__isnull=False)
    rows.update(due=None, tries=0, lost=0, parked=None, error="", **FREE)
