"""Figures for monitoring, independent of the format of the output."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure for each value of a label, at the time of the request.

    ``samples`` maps a value of ``label`` to the figure. A metric without a label has one sample, under "". A counter
    only grows, and any other metric is a gauge. ``unit`` is "" or the last word of ``name``.
    """

    name: str
    help: str
    samples: Mapping[str, float]
    label: str = ""
    unit: str = ""
    is_counter: bool = False
