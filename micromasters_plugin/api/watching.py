"""Diagnose the installation, and read figures for monitoring."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import Diagnosis, Metric
from micromasters_plugin.doctor import examination, figures


def diagnose(*, now: datetime | None = None) -> Diagnosis:
    """Run every check of the doctor. The function writes nothing, and waits for services for at most a few seconds."""
    return examination.examine(now=now or timezone.now())


def read_metrics(*, now: datetime | None = None) -> tuple[Metric, ...]:
    """Return the figures for monitoring. The number of queries is constant."""
    return figures.read_figures(now=now or timezone.now())
