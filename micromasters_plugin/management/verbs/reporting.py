"""Report a verb's result as text for people or as JSON for machines, with an exit status for monitoring."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin.answers import answer_to
from micromasters_plugin.data import ProgramFailure, SweepResult
from micromasters_plugin.exceptions import MicromastersError

#: Every verb has these exit statuses. The module ``answers`` has the exit statuses of refusals. Argparse ends with 2 if
#: the command line cannot be parsed.
OK, PROBLEMS = 0, 1


def add_json(parser: argparse._ActionsContainer) -> None:
    """Give a verb the option ``--json``."""
    parser.add_argument("--json", action="store_true", dest="as_json", help="write the result as one JSON object")


def report(command: BaseCommand, result: Any, text: str, *, as_json: bool) -> None:
    """With ``as_json``, write ``result`` (a dataclass or dictionary) as one JSON object. Otherwise write ``text``."""
    command.stdout.write(json.dumps(result, default=_plain, ensure_ascii=False) if as_json else text)


def _plain(value: Any) -> Any:
    is_record = dataclasses.is_dataclass(value) and not isinstance(value, type)
    return dataclasses.asdict(value) if is_record else str(value)


def fail(text: str) -> None:
    """End the command with status 1 and ``text`` on standard error."""
    raise CommandError(text, returncode=PROBLEMS)


def refusal(error: MicromastersError, text: str = "") -> CommandError:
    """Return the command's error for ``error``, with the exit status of ``error``.

    ``text`` replaces the error's message.
    """
    return CommandError(text or str(error), returncode=answer_to(error).exit_status)


def fail_for(failures: Sequence[ProgramFailure], *, what: str = "not reconciled") -> None:
    """If programs failed, name these programs on standard error and end the command with status 1."""
    if failures:
        failed_programs = "; ".join(f"{failure.program_key}: {failure.error}" for failure in failures)
        fail(f"{what}: {failed_programs}")


def describe_sweep(result: SweepResult) -> str:
    """Return a round's counts as one line. An unusual count appears only if the count is not 0."""
    text = (
        f"hints {result.hints}, evaluated {result.evaluations}, decisions {result.decisions}, "
        f"parked {result.parked}, orders carried out {result.orders}"
    )
    if result.unknown:
        text += f"; unknown learners {result.unknown}"
    if result.waiting or result.orders_waiting:
        text += (
            f"; {result.waiting} learners and {result.orders_waiting} orders are leased to other workers, and "
            "wait for the end of the leases"
        )
    return text
