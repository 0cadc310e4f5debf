"""Define the verb ``credential``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.management.verbs.deciding import add_decision
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.naming import actor_called
from micromasters_plugin.management.verbs.rehearsing import kept_unless, would
from micromasters_plugin.management.verbs.reporting import report

EXAMPLES = """\
examples:
  micromasters credential suspend UUID --actor registrar --reason "a question of identity"
  micromasters credential revoke UUID --actor registrar --reason "it was not she who sat the exam" --dry-run

exit status: 0 success, 1 refusal, 2 wrong command line
"""


def add(verbs: Verbs) -> None:
    text = "Suspend, reinstate, revoke, reissue or keep a credential."
    credential = declare(verbs, "credential", change_credential, text, examples=EXAMPLES)
    credential.add_argument(
        "action", choices=["suspend", "reinstate", "revoke", "reissue", "keep"], help="the action on the credential"
    )
    credential.add_argument("uuid", metavar="UUID", help="uuid of the credential, from its address")
    add_decision(credential)


def change_credential(
    command: BaseCommand,
    *,
    action: str,
    uuid: str,
    actor: str,
    reason: str,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    with kept_unless(dry_run):
        record = api.change_credential(uuid, action, actor=actor_called(actor), reason=reason)
    report(command, record, would(dry_run, f"{record.uuid} is {record.state}"), as_json=as_json)
