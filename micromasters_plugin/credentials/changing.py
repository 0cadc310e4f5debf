"""Let staff change a credential. Each change has an actor and a reason, and no later event undoes the change.

``issuing`` issues and withdraws credentials as the rules decide. ``writing`` carries out each act.
"""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.credentials import writing
from micromasters_plugin.credentials.issuing import announce, open_review
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.credentials.naming import take_name
from micromasters_plugin.credentials.writing import CredentialAct, Deed
from micromasters_plugin.data import Actor
from micromasters_plugin.domain.instants import EXPECTED, is_plausible
from micromasters_plugin.exceptions import RefusedChangeError, UnknownCredentialError
from micromasters_plugin.outbox.orders import OrderKind, hasten
from micromasters_plugin.programs import roles
from micromasters_plugin.standings.judgements import has_lost_more, judgement_of
from micromasters_plugin.standings.stored_standings import StoredStanding, lock_standing


class CredentialAction(enum.StrEnum):
    """An action of staff on a credential. ``keep`` closes an open review in the learner's favour.

    ``reissue`` issues a successor with the learner's present name.
    """

    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    REISSUE = "reissue"
    KEEP = "keep"


#: These actions read the learner's present standing.
JUDGING = frozenset({CredentialAction.KEEP, CredentialAction.REINSTATE})


@transaction.atomic
def change_credential(
    credential_uuid: str, action: CredentialAction, *, actor: Actor, reason: str, now: datetime
) -> Credential:
    """Change a credential, and record the actor and the reason.

    Return the credential, or its successor after a reissue.

    Lock the credential last. If the action reads the standing, lock the standing first.

    Raises:
        UnknownCredentialError: no credential has the given uuid.
        NotAllowedError: the actor may not change credentials of the program.
        RefusedChangeError: the credential's state does not allow the action, the reason is empty, or ``now`` is not
            from 1900 to 8999.
    """
    if not is_plausible(now):
        raise RefusedChangeError(f"the change has an impossible time: {EXPECTED} is expected")
    standing = _lock_standing(credential_uuid) if action in JUDGING else None
    credential = _lock(credential_uuid)
    roles.require(roles.may_change_credentials, actor, credential.program_id)
    judged = judgement_of(standing) if action is CredentialAction.KEEP and standing is not None else None
    deed = Deed(CredentialAct(action.value), actor_id=actor.user_id, reason=reason, judged=judged)
    if action is CredentialAction.REISSUE:
        return _reissue(credential, deed, now)
    writing.change([credential], deed, now=now)
    if action is CredentialAction.REINSTATE:
        _resume(credential, standing, now)
    elif action is CredentialAction.REVOKE:
        announce(OrderKind.ANNOUNCE_REVOCATION, [credential], now=now)
    return credential


def _lock_standing(credential_uuid: str) -> StoredStanding | None:
    credential = _find(credential_uuid)
    return lock_standing(credential.program_id, credential.user_id)


def _find(credential_uuid: str, *, locked: bool = False) -> Credential:
    rows = Credential.objects.select_for_update() if locked else Credential.objects.all()
    try:
        return rows.get(uuid=UUID(credential_uuid), erased__isnull=True)
    except (ValueError, Credential.DoesNotExist):
        raise UnknownCredentialError(f"no credential {credential_uuid!r}") from None


def _lock(credential_uuid: str) -> Credential:
    return _find(credential_uuid, locked=True)


def _resume(credential: Credential, standing: StoredStanding | None, now: datetime) -> None:
    """Hasten the orders that waited for the end of the suspension.

    Open a review if the learner lost a requirement during the suspension.

    The revocation policy does not apply to that loss, because the policy would undo the reinstatement immediately.
    """
    hasten(OrderKind.EMAIL_HOLDER, user_id=credential.user_id, subject=str(credential.uuid), now=now)
    if standing is not None and not standing.standing.earned and has_lost_more(credential.judged, standing):
        open_review([credential], judgement_of(standing), now=now)


def _reissue(old: Credential, deed: Deed, now: datetime) -> Credential:
    """Issue a successor with the same requirements and days, and link the old credential to the successor."""
    new = Credential(
        user_id=old.user_id,
        program_id=old.program_id,
        version_id=old.version_id,
        name=take_name(old.user_id),
        requirements=old.requirements,
        completed_on=old.completed_on,
        first_issued=old.first_issued,
        is_specimen=app_settings.is_specimen(),
    )
    writing.supersede(old, new, deed, now=now)
    announce(OrderKind.ANNOUNCE_AWARD, [new], now=now)
    return new
