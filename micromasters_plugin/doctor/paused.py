"""Check that issuing was not paused and forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.effects.table import paused_kinds
from micromasters_plugin.outbox.models import Order


def check(now: datetime) -> Iterator[Finding]:
    """Tell how many orders wait for the switch."""
    kinds = paused_kinds()
    if kinds:
        waiting = Order.objects.filter(done__isnull=True, parked__isnull=True, kind__in=kinds).count()
        text = f"issuing is paused; {waiting} orders wait"
        remedy = "`manage.py lms waffle_switch micromasters.issuing_paused off`, once what it was for is mended."
        yield Finding("issuing_paused", Severity.WARNING, text, remedy)
