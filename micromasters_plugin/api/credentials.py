"""Read credentials, and change them after a staff decision."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin.credentials import changing
from micromasters_plugin.credentials.changing import CredentialAction
from micromasters_plugin.credentials.records import find_record
from micromasters_plugin.data import Actor, CredentialRecord


def get_credential(credential_uuid: str) -> CredentialRecord:
    """Return the public data of a credential.

    Raises:
        UnknownCredentialError: no credential has the given uuid.
    """
    return find_record(credential_uuid)


def change_credential(
    credential_uuid: str, action: str, *, actor: Actor, reason: str, now: datetime | None = None
) -> CredentialRecord:
    """Suspend, reinstate, revoke, reissue or keep a credential. Return the credential that is current after the change.

    No later event undoes a staff decision. After a revocation, no rule issues another credential.

    Args:
        credential_uuid: the credential's uuid.
        action: ``suspend``, ``reinstate``, ``revoke``, ``reissue`` or ``keep``. ``reissue`` replaces the credential by
            a new credential with the person's present name. ``keep`` closes an open review.
        actor: the person who decided.
        reason: a text for staff. The public never sees the reason.
        now: the time of the change. By default, ``now`` is the present.

    Raises:
        UnknownCredentialError: no credential has the given uuid.
        NotAllowedError: the actor may not change the credential.
        RefusedChangeError: the credential's state does not allow the action, or the reason is empty.
        ValueError: no action has the given name.
    """
    credential = changing.change_credential(
        credential_uuid, CredentialAction(action), actor=actor, reason=reason, now=now or timezone.now()
    )
    return find_record(str(credential.uuid))
