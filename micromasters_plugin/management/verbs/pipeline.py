"""Verbs that do the pipeline's work, and give it another start where it was set aside."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.rehearsing import add_dry_run, kept_unless, would
from micromasters_plugin.management.verbs.reporting import add_json, describe_sweep, report

#: The metrics that say how much a sweep would find.
WAITING = ("micromasters_hints", "micromasters_orders_due")


def add(verbs: Verbs) -> None:
    pending = declare(verbs, "run-pending", run_pending, "Evaluate who is due; run it from cron every minute.")
    pending.add_argument("--max-seconds", type=float, metavar="S", help="stop between batches after S seconds")
    pending.add_argument("--dry-run", action="store_true", help="say how much waits; do nothing")
    add_json(pending)
    replay = declare(verbs, "replay-parked", replay_parked, "Give parked learners and orders another start.")
    replay.add_argument("--program", default="", metavar="KEY", help="one program; by default all")
    replay.add_argument("--reason", required=True, help="what was mended; kept beside their errors")
    add_dry_run(replay)
    add_json(replay)


def run_pending(
    command: BaseCommand, *, max_seconds: float | None, dry_run: bool, as_json: bool, **options: Any
) -> None:
    if dry_run:
        # Carrying out an order reaches outside the database, which no rollback undoes: what waits is counted.
        figures = {metric.name: metric.samples for metric in api.read_metrics()}
        hints, orders = (int(figures[name][""]) for name in WAITING)
        text = would(True, f"{hints} hints wait, {orders} orders are due")
        report(command, {"hints": hints, "orders_due": orders}, text, as_json=as_json)
        return
    result = api.run_pending(max_seconds=max_seconds)
    report(command, result, describe_sweep(result), as_json=as_json)


def replay_parked(
    command: BaseCommand, *, program: str, reason: str, dry_run: bool, as_json: bool, **options: Any
) -> None:
    with kept_unless(dry_run):
        result = api.replay_parked(program_key=program, reason=reason)
    text = f"replayed {result.learners} learners and {result.orders} orders; run-pending evaluates and carries out"
    report(command, result, would(dry_run, text), as_json=as_json)
