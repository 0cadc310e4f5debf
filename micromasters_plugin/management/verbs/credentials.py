"""Verbs for program certificates."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare


def add(verbs: Verbs) -> None:
    credential = declare(
        verbs, "credential", change_credential, "Suspend, reinstate, revoke, reissue or keep a credential."
    )
    credential.add_argument("action", choices=["suspend", "reinstate", "revoke", "reissue", "keep"], help="what to do")
    credential.add_argument("uuid", metavar="UUID", help="of the credential, as in its address")
    credential.add_argument("--actor", required=True, metavar="USERNAME", help="who decided")
    credential.add_argument("--reason", required=True, help="why, for staff; never shown in public")


def change_credential(command: BaseCommand, *, action: str, uuid: str, actor: str, reason: str, **options: Any) -> None:
    person = get_user_model().objects.filter(username=actor).first()
    if person is None:
        raise CommandError(f"there is no user {actor!r}")
    record = api.change_credential(uuid, action, actor_id=person.pk, reason=reason)
    command.stdout.write(f"{record.uuid} is {record.state}")
