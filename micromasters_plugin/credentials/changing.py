"""What staff do to a credential: each change has an actor and a reason, and no later event undoes it.

Issuing and withdrawing by rule is in ``issuing``; what each act makes of a credential is in ``writing``.
"""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.credentials import writing
from micromasters_plugin.credentials.issuing import announce
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.credentials.naming import take_name
from micromasters_plugin.credentials.writing import Act, Deed
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, hasten, place
from micromasters_plugin.progress.judgements import judgement_of
from micromasters_plugin.progress.standings import lock_standing


class CredentialAction(enum.StrEnum):
    """``keep`` closes an open review in the learner's favour; ``reissue`` prints the present name on a new one."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    REISSUE = "reissue"
    KEEP = "keep"


@transaction.atomic
def change_credential(
    credential_uuid: str, action: CredentialAction, *, actor_id: int, reason: str, now: datetime
) -> Credential:
    """Change a credential and keep who did it and why; returns the current one, new where it was re-issued.

    Locks in the order of the effects: the standing, where it is judged, then the credential.

    Raises:
        UnknownCredentialError: there is none with that uuid.
        RefusedChangeError: its state does not allow the action, or the reason is empty.
    """
    judged = _judge(credential_uuid) if action is CredentialAction.KEEP else None
    credential = _lock(credential_uuid)
    deed = Deed(Act(action.value), actor_id=actor_id, reason=reason, judged=judged)
    if action is CredentialAction.REISSUE:
        return _reissue(credential, deed, now)
    writing.change([credential], deed, now=now)
    if action is CredentialAction.REINSTATE:
        _resume(credential, now)
    elif action is CredentialAction.REVOKE:
        announce(OrderKind.ANNOUNCE_REVOCATION, [credential], now=now)
    return credential


def _judge(credential_uuid: str) -> dict[str, Any] | None:
    """Return what the learner has and lacks by now; None where nothing is lost that could be judged."""
    credential = _find(credential_uuid)
    standing = lock_standing(credential.program_id, credential.user_id)
    return None if standing is None else judgement_of(standing)


def _find(credential_uuid: str, *, locked: bool = False) -> Credential:
    rows = Credential.objects.select_for_update() if locked else Credential.objects.all()
    try:
        return rows.get(uuid=UUID(credential_uuid), erased__isnull=True)
    except (ValueError, Credential.DoesNotExist):
        raise UnknownCredentialError(f"no credential {credential_uuid!r}") from None


def _lock(credential_uuid: str) -> Credential:
    return _find(credential_uuid, locked=True)


def _resume(credential: Credential, now: datetime) -> None:
    """What waited for the end of the suspension is due: the e-mail, and the policy, which heeds what was kept."""
    hasten(OrderKind.EMAIL_HOLDER, subject=str(credential.uuid), now=now)
    order = NewOrder(
        OrderKind.WITHDRAW_CREDENTIAL, credential.user_id, credential.program_id, occasion=uuid.uuid4().hex
    )
    place([order], now=now)


def _reissue(old: Credential, deed: Deed, now: datetime) -> Credential:
    """The new one certifies the same; the old one points to it."""
    new = Credential(
        user_id=old.user_id,
        program_id=old.program_id,
        version_id=old.version_id,
        name=take_name(old.user_id),
        requirements=old.requirements,
        is_specimen=app_settings.is_specimen(),
    )
    writing.supersede(old, new, deed, now=now)
    announce(OrderKind.ANNOUNCE_AWARD, [new], now=now)
    return new
