"""Figures for monitoring, without the form in which they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure by label value, at the instant of asking.

    ``samples`` maps a value of ``label`` to the figure; a metric without a label has one sample, under "". A counter
    only ever grows, any other metric is a gauge. ``unit`` is "" or the last word of ``name``.
    """

    name: str
    help: str
    samples: Mapping[str, float]
    label: str = ""
    unit: str = ""
    is_counter: bool = False
