"""The verb that does the pipeline's work."""

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


def run_pending(command: BaseCommand, *, max_seconds: float | None, **options: Any) -> None:
    command.stdout.write(describe_sweep(api.run_pending(max_seconds=max_seconds)))
