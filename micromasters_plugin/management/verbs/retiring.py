"""Define the verbs that retire a program or restore a retired program."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import ProgramStanding
from micromasters_plugin.management.verbs.deciding import add_decision
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.naming import actor_called, program_uuid_of
from micromasters_plugin.management.verbs.rehearsing import kept_unless, would
from micromasters_plugin.management.verbs.reporting import report

EXAMPLES = """\
examples:
  micromasters retire-program scm --actor registrar --reason "its successor has begun" --dry-run
  micromasters retire-program scm --actor registrar --reason "its successor has begun"
  micromasters restore-program scm --actor registrar --reason "one more year"

Credentials, standings, candidates and the ledger stay. Open orders are still carried out.

exit status: 0 success, 1 refusal, 2 wrong command line
"""


def add(verbs: Verbs) -> None:
    for name, action, text in (
        ("retire-program", "retire", "Stop evaluating learners in a program. Credentials and standings stay."),
        ("restore-program", "restore", "Put a retired program back into use."),
    ):
        verb = declare(verbs, name, change_program, text, examples=EXAMPLES)
        verb.set_defaults(action=action)
        verb.add_argument("program", metavar="PROGRAM", help="key or uuid")
        add_decision(verb)


def change_program(
    command: BaseCommand,
    *,
    action: str,
    program: str,
    actor: str,
    reason: str,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    with kept_unless(dry_run):
        result = api.change_program(program_uuid_of(program), action, actor=actor_called(actor), reason=reason)
    report(command, result, would(dry_run, _text(result)), as_json=as_json)


def _text(result: ProgramStanding) -> str:
    key = result.program_key
    if result.retired is None:
        return (
            f"{key} is in use again. To evaluate the changes since the retirement: micromasters reconcile "
            f"--program {key}"
        )
    text = (
        f"{key} is retired and evaluates nobody any more. {result.learners} learners keep their standings, "
        f"{result.credentials} credentials stay valid, and {result.orders} open orders are carried out."
    )
    return "\n".join(filter(None, (text, result.results_without_effect)))
