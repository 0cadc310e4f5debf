"""The work of the pipeline: sweeps and reconciliation."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin import pipeline
from micromasters_plugin.data import SweepResult
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import find_program


def run_pending(*, now: datetime | None = None, max_seconds: float | None = None) -> SweepResult:
    """Evaluate everyone who is due and carry out what follows. Safe to call often, twice and in parallel."""
    return pipeline.run_round(now=now or timezone.now(), max_seconds=max_seconds)


def reconcile(*, program_key: str = "", now: datetime | None = None) -> SweepResult:
    """Evaluate every learner of one program, or of all, from the truth. A second run changes nothing.

    Raises:
        UnknownProgramError: no program has that key.
    """
    chosen = [find_program(key=program_key)] if program_key else Program.objects.order_by("id")
    return pipeline.reconcile([program.id for program in chosen], now=now or timezone.now())
