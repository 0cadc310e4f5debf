"""What was set aside after too many failures: give it another start, or dismiss it. Each needs a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from micromasters_plugin.data import ReplayResult
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import MissingReasonError
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import replay as replay_orders
from micromasters_plugin.programs.registry import find_program
from micromasters_plugin.progress.models import Work
from micromasters_plugin.progress.parked_events import dismiss
from micromasters_plugin.progress.replaying import replay_learners
from micromasters_plugin.tasks import schedule_evaluation


def replay_parked(*, reason: str, program_key: str = "", now: datetime | None = None) -> ReplayResult:
    """Give every parked learner and order, of one program or of all, another start: due now, with all their tries.

    The ``reason`` is kept above the error of each, until its next try.

    Raises:
        UnknownProgramError: no program has that key.
        MissingReasonError: the reason is empty.
    """
    chosen = Q(program_id=find_program(key=program_key).id) if program_key else Q()
    return _replay(chosen, chosen, reason, now)


def replay_rows(
    *,
    reason: str,
    work_ids: Collection[int] = (),
    order_ids: Collection[int] = (),
    now: datetime | None = None,
) -> ReplayResult:
    """Do the same for the parked among chosen rows of *Work* and *Orders*, by their ids in the admin.

    Raises:
        MissingReasonError: the reason is empty.
    """
    return _replay(Q(id__in=work_ids), Q(id__in=order_ids), reason, now)


def dismiss_parked_events(event_ids: Collection[int], *, reason: str) -> int:
    """Delete events that could not be read, by their rows' ids; returns how many rows. The log keeps the reason.

    Raises:
        MissingReasonError: the reason is empty.
    """
    return dismiss(event_ids, reason=_needed(reason))


def _replay(work: Q, orders: Q, reason: str, now: datetime | None) -> ReplayResult:
    reason, now = _needed(reason), now or timezone.now()
    result = ReplayResult(
        learners=replay_learners(Work.objects.filter(work), reason=reason, now=now),
        orders=replay_orders(Order.objects.filter(orders), reason=reason, now=now),
    )
    if result.learners or result.orders:
        schedule_evaluation()
    return result


def _needed(reason: str) -> str:
    kept = one_line(reason)
    if not kept:
        raise MissingReasonError("say why: a reason is needed")
    return kept
