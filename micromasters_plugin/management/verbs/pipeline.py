"""Verbs that do the pipeline's work."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import SweepResult
from micromasters_plugin.management.verbs.declaring import Verbs, declare


def add(verbs: Verbs) -> None:
    declare(verbs, "run-pending", run_pending, "Evaluate who is due; run it from cron every minute.").add_argument(
        "--max-seconds", type=float, metavar="S", help="stop between batches after S seconds"
    )
    declare(
        verbs, "reconcile", reconcile, "Evaluate everyone from the truth: finds deleted grades, back-fills."
    ).add_argument("--program", default="", metavar="KEY", help="one program; by default all")


def run_pending(command: BaseCommand, *, max_seconds: float | None, **options: Any) -> None:
    _report(command, api.run_pending(max_seconds=max_seconds))


def reconcile(command: BaseCommand, *, program: str, **options: Any) -> None:
    _report(command, api.reconcile(program_key=program))


def _report(command: BaseCommand, result: SweepResult) -> None:
    command.stdout.write(
        f"hints {result.hints}, evaluated {result.evaluations}, decisions {result.decisions}, "
        f"parked {result.parked}, orders carried out {result.orders}"
    )
