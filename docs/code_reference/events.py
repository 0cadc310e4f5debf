"""Read from ``signals.wiring`` which platform events the package receives."""

from __future__ import annotations

from inspect import getdoc

from django.utils.module_loading import import_string

from code_reference.tables import table
from micromasters_plugin.signals import receivers
from micromasters_plugin.signals.wiring import LEARNING, RECEIVERS


def render() -> str:
    """Return a table with the signal and type of each event, and the docstring of the receiver."""
    rows = (
        (f"``{signal}``", f"``{import_string(LEARNING + signal).event_type}``", getdoc(getattr(receivers, function)))
        for signal, function in RECEIVERS.items()
    )
    return table(("Signal", "Event type", "What it says"), rows)
