"""Check that hints and orders are worked off: those that wait far longer than the sweep's minute say that it stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.effects.table import paused_kinds
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work

#: Cron sweeps once a minute; a tenfold of that is no coincidence.
OVERDUE = timedelta(minutes=10)
REMEDY = "See that cron runs `micromasters run-pending` every minute, and run it now."


def check(now: datetime) -> Iterator[Finding]:
    """Count hints and orders that are overdue; a learner who failed and backs off is not."""
    backing_off = Work.objects.filter(program_id=OuterRef("program_id"), user_id=OuterRef("user_id"), due__gt=now)
    waiting = Hint.objects.filter(~Exists(backing_off), created__lt=now - OVERDUE).count()
    if waiting:
        text = f"{waiting} hints are older than {OVERDUE.seconds // 60} minutes"
        yield Finding("hints_overdue", Severity.ERROR, text, REMEDY)
    orders = Order.objects.filter(done__isnull=True, parked__isnull=True).exclude(kind__in=paused_kinds())
    long_due = Q(due__lt=now - OVERDUE, created__lt=now - OVERDUE)
    late = orders.filter(long_due | Q(leased_until__lt=now - OVERDUE)).count()
    if late:
        text = f"{late} orders are due for more than {OVERDUE.seconds // 60} minutes"
        yield Finding("orders_overdue", Severity.ERROR, text, REMEDY)
