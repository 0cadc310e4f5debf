"""Issue and withdraw credentials by rule. A second call changes nothing.

Signing and files would belong beside this module, between the stored record and its announcement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from micromasters_plugin import app_settings
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.credentials.naming import take_names
from micromasters_plugin.credentials.writing import CredentialAct, Deed, change, close_reviews, create, set_judged
from micromasters_plugin.data import CredentialState
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.outbox.orders import NewOrder, OrderKind, place


@dataclass(frozen=True, slots=True)
class Award:
    """An award to a learner: ``requirements`` as ``{"key", "title", "earned_on"}`` with an ISO date or ""."""

    user_id: int
    program_id: int
    version_id: int
    requirements: Sequence[dict[str, str]]


@transaction.atomic
def issue(awards: Collection[Award], *, now: datetime) -> list[Credential]:
    """Issue credentials to learners who have no current one and none that a person revoked. Close open reviews.

    A later drop then counts as a new loss. Returns the new credentials, in the order of ``awards``.

    Args:
        awards: each learner and program at most once.
        now: the instant from which the credentials are valid.

    Raises:
        UnknownUserError: only one credential is due, and its learner does not exist on the platform.
        MissingNameError: a learner has no name for the credential. Then no credential is issued.
    """
    known = _of_learners((award.user_id, award.program_id) for award in awards)
    theirs = [credential for mine in known.values() for credential in mine]
    if theirs:
        close_reviews(theirs, "requirements met again", now=now)
        set_judged([credential for credential in theirs if credential.is_current], None)
    due = [award for award in awards if not any(map(_stands_in_the_way, known[award.user_id, award.program_id]))]
    names = take_names([award.user_id for award in due])
    new = [
        Credential(
            user_id=award.user_id,
            program_id=award.program_id,
            version_id=award.version_id,
            name=names[award.user_id],
            requirements=list(award.requirements),
            is_specimen=app_settings.is_specimen(),
        )
        for award in due
    ]
    if not new:
        return []
    create(new, now=now)
    fail_point("credential-stored")
    announce(OrderKind.ANNOUNCE_AWARD, new, now=now)
    if app_settings.credential_email():
        announce(OrderKind.EMAIL_HOLDER, new, now=now)
    return new


@transaction.atomic
def open_review(credentials: Sequence[Credential], judged: dict[str, Any] | None, *, now: datetime) -> None:
    """Ask staff about locked credentials whose requirements are no longer met. Their state stays meanwhile.

    Args:
        credentials: current credentials of one learner and program.
        judged: the loss that staff are asked about.
        now: the time of the request.
    """
    asked = CredentialReview.objects.filter(credential__in=credentials, closed__isnull=True)
    open_ids = set(asked.values_list("credential_id", flat=True))
    CredentialReview.objects.bulk_create(
        CredentialReview(credential=each, opened=now) for each in credentials if each.id not in open_ids
    )
    set_judged(credentials, judged)


@transaction.atomic
def revoke_by_policy(credentials: Sequence[Credential], *, now: datetime) -> None:
    """Revoke locked credentials because of the program's policy. If the learner passes later, a new one is issued.

    A suspended credential stays suspended. Otherwise a new one would undo the decision of the person who suspended it.
    """
    valid = [credential for credential in credentials if credential.state == CredentialState.VALID.value]
    change(valid, Deed(CredentialAct.REVOKE_BY_POLICY), now=now)
    announce(OrderKind.ANNOUNCE_REVOCATION, valid, now=now)


def lock_current(user_id: int, program_id: int) -> list[Credential]:
    """Return the learner's valid or suspended credential in the program, locked; [] if there is none."""
    rows = Credential.objects.select_for_update()
    return list(rows.filter(user_id=user_id, program_id=program_id, is_current=True))


def announce(kind: OrderKind, credentials: Iterable[Credential], *, now: datetime) -> None:
    """Place one order for each credential, to announce it to the platform or the holder. One statement."""
    orders = []
    for credential in credentials:
        uuid = str(credential.uuid)
        orders.append(NewOrder(kind, credential.user_id, credential.program_id, occasion=uuid, subject=uuid))
    place(orders, now=now)


def _of_learners(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Credential]]:
    """Map (learner, program) to all their credentials, locked in a fixed order. One query."""
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for user_id, program_id in pairs:
        wanted[program_id].append(user_id)
    theirs = Q(pk__in=[])
    for program_id, user_ids in wanted.items():
        theirs |= Q(program_id=program_id, user_id__in=user_ids)
    found: defaultdict[tuple[int, int], list[Credential]] = defaultdict(list)
    for credential in Credential.objects.select_for_update().filter(theirs).order_by("id"):
        found[credential.user_id, credential.program_id].append(credential)
    return found


def _stands_in_the_way(credential: Credential) -> bool:
    """Return True if the credential is current or a person revoked it. A later pass does not undo such a revocation."""
    by_person = credential.state == CredentialState.REVOKED.value and not credential.revoked_by_policy
    return bool(credential.is_current) or by_person
