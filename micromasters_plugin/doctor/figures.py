"""Count figures for monitoring: waiting work and its age, parked work, decisions and issued credentials.

No table has the durations of rounds. ``monitoring`` passes the durations to the platform's own monitoring.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Greatest

from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import Metric
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.inbox.parked_events import count_parked_events
from micromasters_plugin.ledger.models import LedgerHead
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.pipeline.waiting import oldest_hint_seconds
from micromasters_plugin.standings.models import Standing


def read_figures(*, now: datetime) -> tuple[Metric, ...]:
    """Return every metric, in a constant number of queries."""
    waiting = Order.objects.filter(due__lte=now)
    parked = {
        "learners": Work.objects.filter(parked__isnull=False).count(),
        "events": count_parked_events(),
        "orders": Order.objects.filter(done__isnull=True, parked__isnull=False).count(),
    }
    standings = Standing.objects.all()
    return (
        Metric("micromasters_hints", "Hints that wait for evaluation", {"": Hint.objects.count()}),
        Metric(
            "micromasters_oldest_hint_seconds",
            "Age of the oldest hint, or 0 if no hint waits",
            {"": oldest_hint_seconds(now=now)},
            unit="seconds",
        ),
        Metric("micromasters_orders_due", "Orders that are due and not carried out", {"": waiting.count()}),
        Metric(
            "micromasters_oldest_order_seconds",
            "Time for which the oldest order has been due, or 0 if no order is due",
            {"": _overdue_seconds(waiting, now)},
            unit="seconds",
        ),
        Metric("micromasters_parked", "Parked work, which waits for a person", parked, label="kind"),
        Metric("micromasters_standings", "Learners with a standing", _by(standings, "program__key"), label="program"),
        Metric(
            "micromasters_earned",
            "Learners who have earned the program",
            _by(standings.filter(earned=True), "program__key"),
            label="program",
        ),
        Metric("micromasters_credentials", "Credentials", _by(Credential.objects.all(), "state"), label="state"),
        Metric(
            "micromasters_decisions",
            "Entries of the ledger",
            dict(LedgerHead.objects.values_list("program__key", "seq").order_by("program__key")),
            label="program",
            is_counter=True,
        ),
    )


def _overdue_seconds(orders: QuerySet, now: datetime) -> float:
    oldest = orders.aggregate(oldest=Min(Greatest("due", "created")))["oldest"]
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def _by(rows: QuerySet, field: str) -> dict[str, float]:
    return dict(rows.order_by(field).values_list(field).annotate(number=Count("id")))
