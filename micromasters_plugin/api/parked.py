"""Replay, confirm or dismiss parked work. Each action needs a reason."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from micromasters_plugin.data import Actor, ReplayResult
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import MissingReasonError, UnknownKindError
from micromasters_plugin.inbox.parked_events import dismiss
from micromasters_plugin.outbox.deliveries import confirm_uncertain
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.outbox.tidying import replay as replay_orders
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.replaying import replay_learners
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.registry import find_program
from micromasters_plugin.tasks import schedule_evaluation

#: ``learners`` is the only kind of parked work that is not an order. The evaluation of a parked learner failed.
LEARNERS = "learners"

NOBODY = Q(id__in=())


def replayable_kinds() -> tuple[str, ...]:
    """Return the kinds of parked work, which are ``learners`` and the kinds of orders."""
    return LEARNERS, *(kind.value for kind in OrderKind)


def replay_parked(
    *,
    actor: Actor,
    reason: str,
    program_key: str = "",
    kind: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime | None = None,
) -> ReplayResult:
    """Replay parked learners and orders. The replayed work is due now, and the number of tries is reset.

    Each row stores the ``reason`` above the row's error until the next try.

    Args:
        program_key: the program whose work is replayed. By default, the work of all programs is replayed.
        kind: the kind of work that is replayed, from ``replayable_kinds()``. By default, work of all kinds is replayed.
        since: the replay skips work that was parked before this instant.
        until: the replay skips work that was parked at or after this instant.

    Raises:
        UnknownProgramError: no program has the given key.
        UnknownKindError: no parked work has the given kind.
        NotAllowedError: the actor may not replay.
        MissingReasonError: the reason is empty.
    """
    if kind and kind not in replayable_kinds():
        raise UnknownKindError(f"unknown kind {kind!r}: choose one of {', '.join(replayable_kinds())}")
    program_id = find_program(key=program_key).id if program_key else None
    if kind in ("", LEARNERS):
        roles.require(roles.may_replay_learners, actor, program_id)
    if kind != LEARNERS:
        roles.require(roles.may_replay_orders, actor, program_id)
    filters = Q() if program_id is None else Q(program_id=program_id)
    filters &= Q(parked__gte=since) if since is not None else Q()
    filters &= Q(parked__lt=until) if until is not None else Q()
    work = filters if kind in ("", LEARNERS) else NOBODY
    orders = NOBODY if kind == LEARNERS else filters & Q(kind=kind) if kind else filters
    return _replay(work, orders, reason, now)


def replay_rows(
    *,
    actor: Actor,
    reason: str,
    work_ids: Collection[int] = (),
    order_ids: Collection[int] = (),
    now: datetime | None = None,
) -> ReplayResult:
    """Replay the parked rows that have these ids in the admin's lists *Work* and *Orders*.

    Skip rows that are not parked.

    Raises:
        NotAllowedError: the actor may not replay.
        MissingReasonError: the reason is empty.
    """
    if work_ids:
        roles.require(roles.may_replay_learners, actor)
    if order_ids:
        roles.require(roles.may_replay_orders, actor)
    return _replay(Q(id__in=work_ids), Q(id__in=order_ids), reason, now)


def confirm_deliveries(delivery_ids: Collection[int], *, actor: Actor, reason: str, now: datetime | None = None) -> int:
    """Record that uncertain messages arrived. Return the number of rows in ``delivery_ids`` that were uncertain.

    The function does not change other rows of *Deliveries*. Each order stores the ``reason``.

    Raises:
        NotAllowedError: the actor may not confirm.
        MissingReasonError: the reason is empty.
    """
    roles.require(roles.may_confirm_deliveries, actor)
    rows = Delivery.objects.filter(id__in=delivery_ids)
    return confirm_uncertain(rows, reason=_require_reason(reason), now=now or timezone.now())


def dismiss_parked_events(event_ids: Collection[int], *, actor: Actor, reason: str) -> int:
    """Delete the parked events with these row ids. Return the number of deleted events.

    The plugin could not parse a parked event. The admin's log stores the reason.

    Raises:
        NotAllowedError: the actor may not dismiss.
        MissingReasonError: the reason is empty.
    """
    roles.require(roles.may_dismiss_parked_events, actor)
    _require_reason(reason)
    return dismiss(event_ids)


def _replay(work: Q, orders: Q, reason: str, now: datetime | None) -> ReplayResult:
    reason, now = _require_reason(reason), now or timezone.now()
    result = ReplayResult(
        learners=replay_learners(Work.objects.filter(work), reason=reason, now=now),
        orders=replay_orders(Order.objects.filter(orders), reason=reason, now=now),
    )
    if result.learners or result.orders:
        transaction.on_commit(schedule_evaluation, robust=True)
    return result


def _require_reason(reason: str) -> str:
    text = one_line(reason)
    if not text:
        raise MissingReasonError("a reason is required")
    return text
