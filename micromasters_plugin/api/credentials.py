"""Credentials: read them, and change them by hand."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin.credentials import changing
from micromasters_plugin.credentials.changing import CredentialAction
from micromasters_plugin.credentials.records import find_record
from micromasters_plugin.data import Actor, CredentialRecord


def get_credential(credential_uuid: str) -> CredentialRecord:
    """Return a credential as the public may see it.

    Raises:
        UnknownCredentialError: there is none with that uuid.
    """
    return find_record(credential_uuid)


def change_credential(
    credential_uuid: str, action: str, *, actor: Actor, reason: str, now: datetime | None = None
) -> CredentialRecord:
    """Suspend, reinstate, revoke, reissue or keep a credential; returns the current one.

    Nothing later undoes it: who was revoked by a person is not issued another by a rule.

    Args:
        credential_uuid: the credential.
        action: ``suspend``, ``reinstate``, ``revoke``, ``reissue`` (a new one under the present name supersedes it)
            or ``keep`` (closes an open review).
        actor: who decided.
        reason: in words, for staff; never shown in public.
        now: when; by default the present.

    Raises:
        UnknownCredentialError: there is none with that uuid.
        NotAllowedError: the actor may not change it.
        RefusedChangeError: its state does not allow the action, or the reason is empty.
        ValueError: there is no such action.
    """
    changed = changing.change_credential(
        credential_uuid, CredentialAction(action), actor=actor, reason=reason, now=now or timezone.now()
    )
    return find_record(str(changed.uuid))
