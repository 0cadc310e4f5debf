"""How a verb reports: text for people, ``--json`` for machines, and an exit status that monitoring can use."""

from __future__ import annotations

import argparse
import dataclasses
import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin.data import SweepResult

#: Exit statuses of every verb. A command line that cannot be parsed ends with 2, as argparse has it.
OK, PROBLEMS = 0, 1


def add_json(parser: argparse._ActionsContainer) -> None:
    """Give a verb the option ``--json``."""
    parser.add_argument("--json", action="store_true", dest="as_json", help="report as one JSON object")


def report(command: BaseCommand, result: Any, text: str, *, as_json: bool) -> None:
    """Write the dataclass ``result`` as one JSON object, or ``text``."""
    content = json.dumps(dataclasses.asdict(result), default=str, ensure_ascii=False) if as_json else text
    command.stdout.write(content)


def fail(text: str) -> None:
    """End the command with status 1 and ``text`` on standard error."""
    raise CommandError(text, returncode=PROBLEMS)


def describe_sweep(result: SweepResult) -> str:
    """Return a round's counts as one line."""
    return (
        f"hints {result.hints}, evaluated {result.evaluations}, decisions {result.decisions}, "
        f"parked {result.parked}, orders carried out {result.orders}"
    )
