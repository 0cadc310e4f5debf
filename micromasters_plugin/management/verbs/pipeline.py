"""Verbs that do the pipeline's work, and give it another start where it was set aside."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.reporting import describe_sweep


def add(verbs: Verbs) -> None:
    declare(verbs, "run-pending", run_pending, "Evaluate who is due; run it from cron every minute.").add_argument(
        "--max-seconds", type=float, metavar="S", help="stop between batches after S seconds"
    )
    replay = declare(verbs, "replay-parked", replay_parked, "Give parked learners and orders another start.")
    replay.add_argument("--program", default="", metavar="KEY", help="one program; by default all")
    replay.add_argument("--reason", required=True, help="what was mended; kept beside their errors")


def run_pending(command: BaseCommand, *, max_seconds: float | None, **options: Any) -> None:
    command.stdout.write(describe_sweep(api.run_pending(max_seconds=max_seconds)))


def replay_parked(command: BaseCommand, *, program: str, reason: str, **options: Any) -> None:
    result = api.replay_parked(program_key=program, reason=reason)
    command.stdout.write(
        f"replayed {result.learners} learners and {result.orders} orders; run-pending evaluates and carries out"
    )
