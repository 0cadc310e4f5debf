"""What staff do to a credential: each change has an actor and a reason, and no later event undoes it.

Issuing and withdrawing by rule is in ``issuing``.
"""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from uuid import UUID

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.credentials.issuing import announce, end
from micromasters_plugin.credentials.models import Credential, CredentialChange
from micromasters_plugin.credentials.naming import take_name
from micromasters_plugin.data import CredentialState
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import RefusedChangeError, UnknownCredentialError
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, hasten, place


class CredentialAction(enum.StrEnum):
    """``keep`` closes an open review in the learner's favour; ``reissue`` prints the present name on a new one."""

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    REISSUE = "reissue"
    KEEP = "keep"


VALID, SUSPENDED = CredentialState.VALID, CredentialState.SUSPENDED

#: In which states an action makes sense.
POSSIBLE_IN = {
    CredentialAction.SUSPEND: {VALID},
    CredentialAction.REINSTATE: {SUSPENDED},
    CredentialAction.REVOKE: {VALID, SUSPENDED},
    CredentialAction.REISSUE: {VALID},
    CredentialAction.KEEP: {VALID, SUSPENDED},
}


@transaction.atomic
def change_credential(
    credential_uuid: str, action: CredentialAction, *, actor_id: int, reason: str, now: datetime
) -> Credential:
    """Change a credential and keep who did it and why; returns the current one, new where it was re-issued.

    Raises:
        UnknownCredentialError: there is none with that uuid.
        RefusedChangeError: its state does not allow the action, or the reason is empty.
    """
    credential = _lock(credential_uuid)
    reason = one_line(reason)
    if not reason:
        raise RefusedChangeError(f"{action} needs a reason")
    if CredentialState(credential.state) not in POSSIBLE_IN[action]:
        raise RefusedChangeError(f"a credential that is {credential.state} cannot be changed by {action}")
    CredentialChange.objects.create(
        credential=credential, action=action.value, actor_id=actor_id, reason=reason, time=now
    )
    if action is CredentialAction.SUSPEND:
        _set_state(credential, SUSPENDED, now)
    elif action is CredentialAction.REINSTATE:
        _reinstate(credential, now)
    elif action is CredentialAction.REISSUE:
        return _reissue(credential, now)
    elif action is CredentialAction.REVOKE:
        end(credential, CredentialState.REVOKED, now=now)
        announce(OrderKind.ANNOUNCE_REVOCATION, credential, now=now)
    if action in (CredentialAction.REVOKE, CredentialAction.KEEP):
        credential.reviews.filter(closed__isnull=True).update(closed=now, outcome=action.value)
    return credential


def _lock(credential_uuid: str) -> Credential:
    try:
        return Credential.objects.select_for_update().get(uuid=UUID(credential_uuid), erased__isnull=True)
    except (ValueError, Credential.DoesNotExist):
        raise UnknownCredentialError(f"no credential {credential_uuid!r}") from None


def _set_state(credential: Credential, state: CredentialState, now: datetime) -> None:
    credential.state, credential.state_date = state.value, now
    credential.save(update_fields=["state", "state_date"])


def _reinstate(credential: Credential, now: datetime) -> None:
    """What waited for the end of the suspension is due: the e-mail, and the policy where the program was lost."""
    _set_state(credential, VALID, now)
    hasten(OrderKind.EMAIL_HOLDER, subject=str(credential.uuid), now=now)
    order = NewOrder(
        OrderKind.WITHDRAW_CREDENTIAL, credential.user_id, credential.program_id, occasion=uuid.uuid4().hex
    )
    place([order], now=now)


def _reissue(old: Credential, now: datetime) -> Credential:
    """The new one certifies the same; the old one points to it. The unique key wants the old one ended first."""
    end(old, CredentialState.SUPERSEDED, now=now)
    new = Credential.objects.create(
        user_id=old.user_id,
        program_id=old.program_id,
        version_id=old.version_id,
        state_date=now,
        issued=now,
        name=take_name(old.user_id),
        requirements=old.requirements,
        is_specimen=app_settings.is_specimen(),
    )
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])
    old.reviews.filter(closed__isnull=True).update(credential=new)
    announce(OrderKind.ANNOUNCE_AWARD, new, now=now)
    return new
