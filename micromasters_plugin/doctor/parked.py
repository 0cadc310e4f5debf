"""Check that nothing is set aside: learners, events and orders that failed too often wait there for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.progress.models import ParkedEvent, Work


def check(now: datetime) -> Iterator[Finding]:
    """Count what is parked, by kind."""
    learners = Work.objects.filter(parked__isnull=False).count()
    if learners:
        remedy = "Read the errors under Work in the admin, mend their cause, and reconcile."
        yield Finding("learners_parked", Severity.WARNING, f"{learners} learners are parked", remedy)
    events = ParkedEvent.objects.count()
    if events:
        remedy = "Read them under Parked events in the admin; delete those that are dealt with."
        yield Finding("events_parked", Severity.WARNING, f"{events} events could not be read", remedy)
    orders = Order.objects.filter(parked__isnull=False).count()
    if orders:
        remedy = "Read the errors under Orders in the admin and mend their cause."
        yield Finding("orders_parked", Severity.WARNING, f"{orders} orders are parked", remedy)
