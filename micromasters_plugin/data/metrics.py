"""Figures for monitoring, independent of the output format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure for each value of a label, read at the time of the request.

    ``samples`` maps each value of ``label`` to its figure. A metric without a label has one sample, under "". A counter
    never decreases. Any other metric is a gauge. ``unit`` is the last word of ``name``, or "".
    """

    name: str
    help: str
    samples: Mapping[str, float]
    label: str = ""
    unit: str = ""
    is_counter: bool = False
