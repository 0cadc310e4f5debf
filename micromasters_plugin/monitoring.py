"""Report a round's counts and duration to the platform's monitoring (New Relic, Datadog or OpenTelemetry).

``doctor.figures`` reads the figures that come from tables.
"""

from __future__ import annotations

from edx_django_utils.monitoring import set_custom_attribute

from micromasters_plugin.data import SweepResult

PREFIX = "micromasters."
COUNTS = ("hints", "evaluations", "decisions", "parked", "orders", "unknown", "waiting", "orders_waiting")


def report_round(result: SweepResult, *, seconds: float, lag_seconds: float) -> None:
    """Attach the round's counts and duration to the current transaction of the monitoring, if a transaction is open.

    ``lag_seconds`` is the age of the oldest hint that the round left unanswered.
    """
    for name in COUNTS:
        set_custom_attribute(PREFIX + name, getattr(result, name))
    set_custom_attribute(PREFIX + "seconds", round(seconds, 3))
    set_custom_attribute(PREFIX + "lag_seconds", round(lag_seconds, 3))
