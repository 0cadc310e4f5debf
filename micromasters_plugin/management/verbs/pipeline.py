"""Verbs that do the pipeline's work."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Literal

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import SweepResult
from micromasters_plugin.management.verbs.declaring import Verbs, declare

EXAMPLES = """\
examples:
  micromasters reconcile                 everyone: finds what shows no date, such as a deleted grade; nightly
  micromasters reconcile --program scm   everyone of one program, after its import
  micromasters reconcile --since         who changed since the last time; every five minutes
"""


def add(verbs: Verbs) -> None:
    declare(verbs, "run-pending", run_pending, "Evaluate who is due; run it from cron every minute.").add_argument(
        "--max-seconds", type=float, metavar="S", help="stop between batches after S seconds"
    )
    again = declare(verbs, "reconcile", reconcile, "Compare learners with the platform's tables.", examples=EXAMPLES)
    again.add_argument("--program", default="", metavar="KEY", help="one program; by default all")
    again.add_argument(
        "--since",
        nargs="?",
        type=_instant,
        default=False,
        metavar="WHEN",
        help="only who changed since WHEN, such as 2026-11-24T08:00 (UTC); by default since the last time",
    )


def run_pending(command: BaseCommand, *, max_seconds: float | None, **options: Any) -> None:
    _report(command, api.run_pending(max_seconds=max_seconds))


def reconcile(command: BaseCommand, *, program: str, since: datetime | Literal[False] | None, **options: Any) -> None:
    if since is not False:
        changes = api.reconcile_changes(since=since, program_key=program)
        command.stdout.write(
            f"changes since {changes.since:%Y-%m-%dT%H:%M:%S%z}: compared {changes.compared}, due {changes.due}"
        )
        return
    _report(command, api.reconcile(program_key=program))


def _instant(text: str) -> datetime:
    """A date or an instant in ISO 8601, in UTC where it names no zone."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _report(command: BaseCommand, result: SweepResult) -> None:
    command.stdout.write(
        f"hints {result.hints}, evaluated {result.evaluations}, decisions {result.decisions}, "
        f"parked {result.parked}, orders carried out {result.orders}"
    )
