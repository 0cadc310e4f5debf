"""Check that no program is in an outage, and that evaluated learners are decided."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.pipeline.models import Checkpoint, Work

#: Halving a batch three times leaves few enough learners for any lease that makes sense.
LOST = 3


def check(now: datetime) -> Iterator[Finding]:
    """Report present outages, and how many learners other workers took over again and again."""
    rows = Checkpoint.objects.filter(outage_began__isnull=False, program__retired__isnull=True).order_by("program__key")
    for row in rows.select_related("program"):
        text = (
            f"{row.program.key}: since {row.outage_began:%Y-%m-%d %H:%M} UTC no learner can be read or decided, in "
            f"{row.outage_rounds} rounds so far: {row.outage_error}"
        )
        remedy = (
            "Mend what the error names. Nobody has used a try, and the hints are kept: the sweep goes on by itself, "
            f"again at {row.outage_until:%H:%M} UTC, and `micromasters reconcile` does so at once."
        )
        yield Finding("platform_outage", Severity.ERROR, text, remedy)
    lost = Work.objects.filter(lost__gte=LOST, parked__isnull=True).count()
    if lost:
        text = f"{lost} learners were evaluated {LOST} times or more and never decided: their leases ran out before"
        remedy = (
            "See why the platform answers so late, or raise MICROMASTERS_LEASE_SECONDS on every machine that runs "
            "`run-pending` or a worker; let fewer of them run at once."
        )
        yield Finding("never_decided", Severity.WARNING, text, remedy)
