"""Check that nothing is set aside: learners, events and orders that failed too often wait there for a person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.inbox.parked_events import count_parked_events
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work


def check(now: datetime) -> Iterator[Finding]:
    """Count what is parked, by kind, and orders that have failed as often as would park a learner."""
    replay = "Mend their cause, and `micromasters replay-parked`."
    learners = Work.objects.filter(parked__isnull=False).count()
    if learners:
        remedy = f"Read the errors under Work in the admin. {replay}"
        yield Finding("learners_parked", Severity.WARNING, f"{learners} learners are parked", remedy)
    events = count_parked_events()
    if events:
        remedy = (
            "Read them under Parked events in the admin, mend the cause, `micromasters reconcile`, and dismiss them "
            "there. Exam attempts are known to the exam service alone: `micromasters fetch-exam-attempts`, or "
            "`import-exam-attempts`."
        )
        yield Finding("events_parked", Severity.WARNING, f"{events} events could not be read", remedy)
    orders = Order.objects.filter(done__isnull=True, parked__isnull=False).count()
    if orders:
        remedy = f"Read the errors under Orders in the admin. {replay}"
        yield Finding("orders_parked", Severity.WARNING, f"{orders} orders are parked", remedy)
    failing = Order.objects.filter(done__isnull=True, parked__isnull=True, tries__gte=app_settings.max_tries()).count()
    if failing:
        remedy = "Read the errors under Orders in the admin and mend their cause; they are tried for some days yet."
        yield Finding("orders_failing", Severity.WARNING, f"{failing} orders fail again and again", remedy)
