"""Define figures for monitoring. The figures do not depend on the output format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure for each value of a label. Each request reads the figures.

    ``samples`` maps each value of ``label`` to its figure. A metric without a label has one sample. The key of the
    sample is "". A counter never decreases. A metric that is not a counter is a gauge. ``unit`` is the last word of
    ``name``, or "" if the metric has no unit.
    """

    name: str
    help: str
    samples: Mapping[str, float]
    label: str = ""
    unit: str = ""
    is_counter: bool = False
