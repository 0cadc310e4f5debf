"""Check that both forms of reconciliation run: by date every few minutes, and with everyone every night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Min

from micromasters_plugin import app_settings
from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.programs.registry import programs_in_use


def check(now: datetime) -> Iterator[Finding]:
    """Compare when each program was last reconciled, or else imported, with the thresholds of the settings."""
    programs = programs_in_use().annotate(imported=Min("versions__created")).order_by("key")
    rows = list(programs.values_list("key", "imported", "checkpoint__changes_read", "checkpoint__compared"))
    limit = timedelta(seconds=app_settings.changes_overdue_seconds())
    late = [key for key, imported, read, _ in rows if _is_late(read, imported, now, limit)]
    if late:
        text = f"changes on the platform were not read for {limit} or longer: {', '.join(late)}"
        remedy = "See that cron runs `micromasters reconcile --since` every five minutes, and run it now."
        yield Finding("changes_overdue", Severity.WARNING, text, remedy)
    limit = timedelta(seconds=app_settings.reconcile_overdue_seconds())
    late = [key for key, imported, _, compared in rows if _is_late(compared, imported, now, limit)]
    if late:
        text = f"no comparison with everyone has come to its end for {limit} or longer: {', '.join(late)}"
        remedy = "See that cron runs `micromasters reconcile` every night, and run it now."
        yield Finding("reconcile_overdue", Severity.WARNING, text, remedy)


def _is_late(done: datetime | None, imported: datetime, now: datetime, limit: timedelta) -> bool:
    """A date that lies ahead as far was left by a clock that ran ahead, and says nothing of what was done since."""
    return imported < now - limit if done is None else abs(now - done) > limit
