"""The platform events that the package receives, from ``signals.wiring``."""

from __future__ import annotations

from inspect import getdoc

from django.utils.module_loading import import_string

from code_reference.tables import table
from micromasters_plugin.signals import receivers
from micromasters_plugin.signals.wiring import LEARNING, RECEIVERS


def render() -> str:
    """Return a table of signal, event type and the receiver's docstring."""
    rows = (
        (f"``{signal}``", f"``{import_string(LEARNING + signal).event_type}``", getdoc(getattr(receivers, function)))
        for signal, function in RECEIVERS.items()
    )
    return table(("Signal", "Event type", "What it says"), rows)
