"""Issue, withdraw and look up program certificates. Idempotent: doing it twice is doing it once.

Signing and files belong beside this, between the stored record and its announcement.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.credentials.naming import take_name
from micromasters_plugin.data import CredentialState
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place


@transaction.atomic
def issue(
    user_id: int, program_id: int, version_id: int, requirements: Sequence[dict[str, str]], *, now: datetime
) -> Credential | None:
    """Issue the learner's credential, unless one is current or a person revoked it; closes open reviews.

    Args:
        requirements: what it certifies, as ``{"key", "title", "earned_on"}`` with an ISO date or "".

    Returns the new credential, or None where nothing was to be issued.
    """
    mine = list(Credential.objects.select_for_update().filter(user_id=user_id, program_id=program_id))
    CredentialReview.objects.filter(credential__in=mine, closed__isnull=True).update(
        closed=now, outcome="requirements met again"
    )
    if any(c.is_current for c in mine) or any(_is_final(c) for c in mine):
        return None
    credential = Credential.objects.create(
        user_id=user_id,
        program_id=program_id,
        version_id=version_id,
        state_date=now,
        issued=now,
        name=take_name(user_id),
        requirements=list(requirements),
        is_specimen=app_settings.is_specimen(),
    )
    fail_point("credential-stored")
    announce(OrderKind.ANNOUNCE_AWARD, credential, now=now)
    if app_settings.credential_email():
        announce(OrderKind.EMAIL_HOLDER, credential, now=now)
    return credential


@transaction.atomic
def open_review(user_id: int, program_id: int, *, now: datetime) -> None:
    """Ask staff about a current credential whose requirements are no longer met; it stays as it is meanwhile."""
    for credential in Credential.objects.select_for_update().filter(
        user_id=user_id, program_id=program_id, is_current=True
    ):
        if not credential.reviews.filter(closed__isnull=True).exists():
            CredentialReview.objects.create(credential=credential, opened=now)


@transaction.atomic
def revoke_by_policy(user_id: int, program_id: int, *, now: datetime) -> None:
    """Revoke the valid credential because the program's policy says so; a later pass issues a new one.

    A suspended one stays as it is until a person reinstates it, or the new one would undo what that person decided.
    """
    for credential in Credential.objects.select_for_update().filter(
        user_id=user_id, program_id=program_id, is_current=True, state=CredentialState.VALID.value
    ):
        credential.revoked_by_policy = True
        end(credential, CredentialState.REVOKED, now=now)
        announce(OrderKind.ANNOUNCE_REVOCATION, credential, now=now)


def end(credential: Credential, state: CredentialState, *, now: datetime) -> None:
    """Let a locked credential end as revoked or superseded; its learner may then have another current one."""
    credential.state, credential.state_date, credential.is_current = state.value, now, None
    credential.save()


def announce(kind: OrderKind, credential: Credential, *, now: datetime) -> None:
    """Order that the platform, or the holder, is told once of this credential."""
    uuid = str(credential.uuid)
    place([NewOrder(kind, credential.user_id, credential.program_id, occasion=uuid, subject=uuid)], now=now)


def _is_final(credential: Credential) -> bool:
    """A revocation by a person stays, whatever is passed later."""
    return credential.state == CredentialState.REVOKED.value and not credential.revoked_by_policy
