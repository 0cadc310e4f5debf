"""Write metrics as OpenMetrics 1.0 text. ``doctor.figures`` chooses the metrics.

The package has its own writer, because no release of the platform has ``prometheus_client``. The registry of that
library also counts within one process, but these figures come from the database.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from micromasters_plugin.data import Metric

CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8"


def write_metrics(metrics: Iterable[Metric]) -> str:
    """Return the text.

    Each metric has lines for its type, unit and help, and then its samples. The last line is ``# EOF``.
    """
    return "\n".join([*(line for metric in metrics for line in _lines(metric)), "# EOF", ""])


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# TYPE {metric.name} {'counter' if metric.is_counter else 'gauge'}"
    if metric.unit:
        yield f"# UNIT {metric.name} {metric.unit}"
    yield f"# HELP {metric.name} {_escape(metric.help)}"
    name = f"{metric.name}_total" if metric.is_counter else metric.name
    for value, figure in metric.samples.items():
        labels = f'{{{metric.label}="{_escape(value)}"}}' if metric.label else ""
        yield f"{name}{labels} {figure}"


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
