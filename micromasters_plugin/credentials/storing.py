"""Store new credentials, and order that the platform and the holders are told. Who has earned one is not asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from micromasters_plugin import app_settings
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.exceptions import MissingNameError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place
from micromasters_plugin.platform.port import get_platform


@dataclass(frozen=True, slots=True)
class Earned:
    """What a learner has earned: ``requirements`` as ``{"key", "title", "earned_on"}`` with an ISO date or ""."""

    user_id: int
    program_id: int
    version_id: int
    requirements: Sequence[dict[str, str]]


@transaction.atomic
def store_new(earned: Sequence[Earned], *, now: datetime) -> list[Credential]:
    """Store one credential for each, all or none, in three statements beside those of the platform for the names.

    Raises:
        UnknownUserError: one of them is alone and nobody whom the platform knows.
        MissingNameError: nobody knows what to call one of them.
    """
    names = _names([each.user_id for each in earned])
    credentials = [
        Credential(
            user_id=each.user_id,
            program_id=each.program_id,
            version_id=each.version_id,
            state_date=now,
            issued=now,
            name=names[each.user_id],
            requirements=list(each.requirements),
            is_specimen=app_settings.is_specimen(),
        )
        for each in earned
    ]
    Credential.objects.bulk_create(credentials)
    fail_point("credential-stored")
    kinds = [OrderKind.ANNOUNCE_AWARD, *([OrderKind.EMAIL_HOLDER] if app_settings.credential_email() else ())]
    place([_about(credential, kind) for credential in credentials for kind in kinds], now=now)
    return credentials


def _names(user_ids: Sequence[int]) -> dict[int, str]:
    platform = get_platform()
    if len(user_ids) == 1:
        return {user_ids[0]: platform.credential_name(user_ids[0])}
    names = platform.credential_names(user_ids)
    lacking = sorted(set(user_ids) - names.keys())
    if lacking:
        raise MissingNameError(f"{len(lacking)} of {len(user_ids)} people have no name to put on a credential")
    return names


def _about(credential: Credential, kind: OrderKind) -> NewOrder:
    uuid = str(credential.uuid)
    return NewOrder(kind, credential.user_id, credential.program_id, occasion=uuid, subject=uuid)
