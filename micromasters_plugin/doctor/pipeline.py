"""Check that the pipeline keeps up.

No work should wait too long, and nothing should be parked, paused or in an outage.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, Q

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.effects.table import paused_kinds
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.inbox.parked_events import count_parked_events
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Checkpoint, Work
from micromasters_plugin.programs.registry import programs_in_use

#: Cron sweeps once a minute, so a wait of ten minutes means that sweeps fail.
OVERDUE = timedelta(minutes=10)
SWEEP = (
    "Make sure that sweeps run, by `micromasters run-pending --every 10` in its own process, by Celery beat with "
    "a worker, or by cron. `micromasters run-pending` does the waiting work now."
)
#: Each item has the seconds in the unit, and the name of the unit.
UNITS = ((86400, "day"), (3600, "hour"), (60, "minute"))
#: Each takeover halves the batch. After three halvings a batch is small enough for any sensible lease.
LOST = 3


def check_backlog(now: datetime) -> Iterator[Finding]:
    """Count hints and orders that are overdue. A learner who waits for a retry after a failure is not overdue."""
    backing_off = Work.objects.filter(program_id=OuterRef("program_id"), user_id=OuterRef("user_id"), due__gt=now)
    waiting = Hint.objects.filter(~Exists(backing_off), created__lt=now - OVERDUE).count()
    if waiting:
        text = f"{waiting} hints are older than {OVERDUE.seconds // 60} minutes"
        yield Finding("hints_overdue", Severity.ERROR, text, SWEEP)
    orders = Order.objects.filter(done__isnull=True, parked__isnull=True).exclude(kind__in=paused_kinds())
    long_due = Q(due__lt=now - OVERDUE, created__lt=now - OVERDUE)
    late = orders.filter(long_due | Q(leased_until__lt=now - OVERDUE)).count()
    if late:
        text = f"{late} orders have been due for more than {OVERDUE.seconds // 60} minutes"
        yield Finding("orders_overdue", Severity.ERROR, text, SWEEP)


def check_outages(now: datetime) -> Iterator[Finding]:
    """Report current outages. Count the learners whose evaluation was taken over by other workers repeatedly."""
    rows = Checkpoint.objects.filter(outage_began__isnull=False, program__retired__isnull=True).order_by("program__key")
    for row in rows.select_related("program"):
        text = (
            f"{row.program.key}: since {row.outage_began:%Y-%m-%d %H:%M} UTC, {row.outage_rounds} rounds could "
            f"not read or decide any learner: {row.outage_error}"
        )
        remedy = (
            "Repair what the error names. No learner has lost a try, and the hints are kept. The sweep tries "
            "again at {row.outage_until:%H:%M} UTC, and `micromasters reconcile` tries immediately."
        )
        yield Finding("platform_outage", Severity.ERROR, text, remedy)
    lost = Work.objects.filter(lost__gte=LOST, parked__isnull=True).count()
    if lost:
        text = (
            f"{lost} learners were evaluated at least {LOST} times without a decision, because the leases ended "
            "too early"
        )
        remedy = (
            "Find out why the platform answers slowly, or raise MICROMASTERS_LEASE_SECONDS on every machine that "
            "runs `run-pending` or a worker. Fewer parallel workers also help."
        )
        yield Finding("never_decided", Severity.WARNING, text, remedy)


def check_reconciliation(now: datetime) -> Iterator[Finding]:
    """Compare the time since each program's last reconciliation with the thresholds.

    If a program was never reconciled, the time begins with the import. One kind of reconciliation compares recent
    changes every few minutes, and another kind of reconciliation compares everyone every night.
    """
    programs = programs_in_use().annotate(imported=Min("versions__created")).order_by("key")
    rows = list(programs.values_list("key", "imported", "checkpoint__changes_read", "checkpoint__compared"))
    limit = timedelta(seconds=app_settings.changes_overdue_seconds())
    late = [key for key, imported, read, _ in rows if _is_late(read, imported, now, limit)]
    if late:
        text = f"changes on the platform were not read for {_span(limit)} or longer: {', '.join(late)}"
        remedy = (
            "Make sure that cron runs `micromasters reconcile --since` every five minutes, and run this command now."
        )
        yield Finding("changes_overdue", Severity.WARNING, text, remedy)
    limit = timedelta(seconds=app_settings.reconcile_overdue_seconds())
    late = [key for key, imported, _, compared in rows if _is_late(compared, imported, now, limit)]
    if late:
        text = f"no comparison of everyone has ended for {_span(limit)} or longer: {', '.join(late)}"
        remedy = "Make sure that cron runs `micromasters reconcile` every night, and run this command now."
        yield Finding("reconcile_overdue", Severity.WARNING, text, remedy)


def _is_late(done: datetime | None, imported: datetime, now: datetime, limit: timedelta) -> bool:
    """Tell whether a run is late.

    A date equally far in the future also counts as late, because such a date comes from a wrong clock.
    """
    return imported < now - limit if done is None else abs(now - done) > limit


def _span(limit: timedelta) -> str:
    """Return a duration in the largest unit that divides the duration, or in seconds."""
    seconds = limit.total_seconds()
    length, unit = next(((length, unit) for length, unit in UNITS if seconds and not seconds % length), (1, "second"))
    number = seconds / length
    return f"{number:.12g} {unit}" if number == 1 else f"{number:.12g} {unit}s"


def check_parked(now: datetime) -> Iterator[Finding]:
    """Count parked work by kind. Also count the orders that failed so often that a learner would be parked."""
    replay = "Repair the cause, and run `micromasters replay-parked`."
    learners = Work.objects.filter(parked__isnull=False).count()
    if learners:
        remedy = f"Read the errors under Work in the admin. {replay}"
        yield Finding("learners_parked", Severity.WARNING, f"{learners} learners are parked", remedy)
    events = count_parked_events()
    if events:
        remedy = (
            "Read the events under Parked events in the admin, repair the cause, run `micromasters reconcile`, "
            "and dismiss the events in the admin. Only the exam service has exam attempts: run `micromasters "
            "fetch-exam-attempts` or `import-exam-attempts`."
        )
        yield Finding("events_parked", Severity.WARNING, f"{events} events could not be read", remedy)
    orders = Order.objects.filter(done__isnull=True, parked__isnull=False).count()
    if orders:
        remedy = f"Read the errors under Orders in the admin. {replay}"
        yield Finding("orders_parked", Severity.WARNING, f"{orders} orders are parked", remedy)
    failing = Order.objects.filter(done__isnull=True, parked__isnull=True, tries__gte=app_settings.max_tries()).count()
    if failing:
        remedy = (
            "Read the errors under Orders in the admin, and repair the cause. The orders are tried again for some days."
        )
        yield Finding("orders_failing", Severity.WARNING, f"{failing} orders failed repeatedly", remedy)


def check_paused(now: datetime) -> Iterator[Finding]:
    """Report how many orders wait while issuing is paused."""
    kinds = paused_kinds()
    if kinds:
        waiting = Order.objects.filter(done__isnull=True, parked__isnull=True, kind__in=kinds).count()
        text = f"issuing is paused; {waiting} orders wait"
        remedy = (
            "Run `manage.py lms waffle_switch micromasters.issuing_paused off` after the cause of the pause is "
            "repaired."
        )
        yield Finding("issuing_paused", Severity.WARNING, text, remedy)
