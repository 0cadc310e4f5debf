"""Define the verbs that run the pipeline and replay parked work."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import SweepResult
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.failures import describe
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.instants import instant
from micromasters_plugin.management.verbs.rehearsing import add_dry_run, kept_unless, would
from micromasters_plugin.management.verbs.reporting import add_json, describe_sweep, fail_for, report
from micromasters_plugin.management.verbs.staying import until_end_signal

#: These metrics count the work that waits for a sweep.
WAITING = ("micromasters_hints", "micromasters_orders_due")

PENDING_EXAMPLES = """\
examples:
  micromasters run-pending
  micromasters run-pending --every 10         runs a round every ten seconds, until SIGTERM
  micromasters run-pending --max-seconds 50   for cron, every minute; parallel processes share the work
"""

REPLAY_EXAMPLES = """\
examples:
  micromasters replay-parked --reason "the grades of 3T2026 are numbers again" --dry-run
  micromasters replay-parked --program scm --reason "the grades of 3T2026 are numbers again"
  micromasters replay-parked --kind email.issued --since 2026-11-24T08:00 --until 2026-11-24T09:00 --reason "..."
"""


def add(verbs: Verbs) -> None:
    text = "Evaluate due learners once, or every S seconds until SIGTERM."
    pending = declare(verbs, "run-pending", run_pending, text, examples=PENDING_EXAMPLES)
    how_long = pending.add_mutually_exclusive_group()
    how_long.add_argument("--max-seconds", type=_seconds, metavar="S", help="start no further work after S seconds")
    how_long.add_argument("--every", type=_seconds, metavar="S", help="keep running, and start a round every S seconds")
    how_long.add_argument("--dry-run", action="store_true", help="count the waiting work, but do nothing")
    add_json(pending)
    text = "Replay parked learners and orders."
    replay = declare(verbs, "replay-parked", replay_parked, text, examples=REPLAY_EXAMPLES)
    replay.add_argument("--program", default="", metavar="KEY", help="key of one program; by default all programs")
    kinds = api.replayable_kinds()
    replay.add_argument(
        "--kind", default="", choices=kinds, metavar="KIND", help=f"one of {', '.join(kinds)}; by default all kinds"
    )
    replay.add_argument(
        "--since",
        type=instant,
        metavar="WHEN",
        help="replay only work parked since WHEN, such as 2026-11-24T08:00 (UTC)",
    )
    replay.add_argument("--until", type=instant, metavar="WHEN", help="replay only work parked before WHEN")
    replay.add_argument("--reason", required=True, help="what was repaired; stored with the errors")
    add_dry_run(replay)
    add_json(replay)


def run_pending(
    command: BaseCommand,
    *,
    max_seconds: float | None,
    every: float | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    if every is not None:
        _stay(command, every, as_json)
        return
    if dry_run:
        # A dry run only counts waiting work, because no rollback undoes the effects of orders outside the database.
        figures = {metric.name: metric.samples for metric in api.read_metrics()}
        hints, orders = (int(figures[name][""]) for name in WAITING)
        text = would(True, f"{hints} hints wait, {orders} orders are due")
        report(command, {"hints": hints, "orders_due": orders}, text, as_json=as_json)
        return
    result = api.run_pending(max_seconds=max_seconds)
    report(command, result, describe_sweep(result), as_json=as_json)
    fail_for(result.failures, what="not evaluated")


def _stay(command: BaseCommand, every: float, as_json: bool) -> None:
    """Run rounds, and print a line for each round. The lines also show in the log that the process is alive.

    Sites store this output as a log, so error descriptions leave out texts that may name people.
    """

    def tell(outcome: SweepResult | Exception) -> None:
        if isinstance(outcome, Exception):
            command.stderr.write(f"a round failed: {describe(outcome)}; `micromasters doctor` may show the cause")
        else:
            report(command, outcome, describe_sweep(outcome), as_json=as_json)
            for failure in outcome.failures:
                command.stderr.write(f"not evaluated: {failure.program_key}; `micromasters doctor` may show the cause")
        command.stdout.flush()

    with until_end_signal() as wait:
        api.run_pending_in_loop(every_seconds=every, wait=wait, report=tell)


def replay_parked(
    command: BaseCommand,
    *,
    program: str,
    kind: str,
    since: datetime | None,
    until: datetime | None,
    reason: str,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    with kept_unless(dry_run):
        result = api.replay_parked(
            actor=OPERATOR, program_key=program, kind=kind, since=since, until=until, reason=reason
        )
    text = (
        f"replayed {result.learners} learners and {result.orders} orders; run-pending evaluates the learners and "
        "carries out the orders"
    )
    report(command, result, would(dry_run, text), as_json=as_json)


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not seconds > 0:
        raise ArgumentTypeError(f"the argument must be a number of seconds above 0, not {text!r}")
    return seconds
