"""Issue and withdraw credentials as the rules decide. A second call changes nothing.

A future release may sign credentials between storing and announcing each credential. The code for signing belongs
beside this module.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
    """An award to a learner.

    Each item of ``requirements`` is ``{"key", "title", "earned_on"}``, and ``earned_on`` is an ISO date or "".
    ``completed_on`` is the day on which the last requirement was met, or None if nobody knows the day.
    """

    user_id: int
    program_id: int
    version_id: int
    requirements: Sequence[dict[str, str]]
    completed_on: date | None = None


@transaction.atomic
def issue(awards: Collection[Award], *, now: datetime) -> list[Credential]:
    """Issue credentials to learners who have neither a current credential nor a credential that a person revoked.

    Close open reviews, so that a later drop counts as a new loss. Return the new credentials in the order of
    ``awards``.

    Args:
        awards: the awards to issue. Each pair of learner and program occurs at most once.
        now: the instant from which the credentials are valid.

    Raises:
        UnknownUserError: only one credential is due, and the learner does not exist on the platform.
        MissingNameError: a learner has no name for the credential, so no credential is issued.
    """
    known = _lock_credentials((award.user_id, award.program_id) for award in awards)
    existing = [credential for of_award in known.values() for credential in of_award]
    if existing:
        close_reviews(existing, "requirements met again", now=now)
        set_judged([credential for credential in existing if credential.is_current], None)
    due = [award for award in awards if not any(map(_blocks_award, known[award.user_id, award.program_id]))]
    names = take_names([award.user_id for award in due])
    new = [
        Credential(
            user_id=award.user_id,
            program_id=award.program_id,
            version_id=award.version_id,
            name=names[award.user_id],
            requirements=list(award.requirements),
            completed_on=award.completed_on,
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
    """Open a review of each locked credential, because the requirements are no longer met.

    The credentials keep their state.

    Args:
        credentials: current credentials of one learner and program.
        judged: the loss that staff have to review.
        now: the time at which the reviews open.
    """
    open_reviews = CredentialReview.objects.filter(credential__in=credentials, closed__isnull=True)
    open_ids = set(open_reviews.values_list("credential_id", flat=True))
    CredentialReview.objects.bulk_create(
        CredentialReview(credential=each, opened=now) for each in credentials if each.id not in open_ids
    )
    set_judged(credentials, judged)


@transaction.atomic
def revoke_by_policy(credentials: Sequence[Credential], *, now: datetime) -> None:
    """Revoke locked credentials because of the program's policy. A learner who passes later gets a new credential.

    Suspended credentials stay suspended, because a later pass would replace a revoked credential by a valid credential.
    """
    valid = [credential for credential in credentials if credential.state == CredentialState.VALID.value]
    change(valid, Deed(CredentialAct.REVOKE_BY_POLICY), now=now)
    announce(OrderKind.ANNOUNCE_REVOCATION, valid, now=now)


def lock_current(user_id: int, program_id: int) -> list[Credential]:
    """Lock the learner's valid or suspended credential in the program, and return the credential in a list.

    The list may be empty.
    """
    rows = Credential.objects.select_for_update()
    return list(rows.filter(user_id=user_id, program_id=program_id, is_current=True))


def announce(kind: OrderKind, credentials: Iterable[Credential], *, now: datetime) -> None:
    """Place one order for each credential. The order announces the credential to the platform or the holder.

    The function takes one statement.
    """
    orders = []
    for credential in credentials:
        uuid = str(credential.uuid)
        orders.append(NewOrder(kind, credential.user_id, credential.program_id, occasion=uuid, subject=uuid))
    place(orders, now=now)


def _lock_credentials(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], list[Credential]]:
    """Lock the credentials of each (user id, program id) in ascending id, and return these credentials by pair.

    The function takes one query.
    """
    wanted: defaultdict[int, list[int]] = defaultdict(list)
    for user_id, program_id in pairs:
        wanted[program_id].append(user_id)
    condition = Q(pk__in=[])
    for program_id, user_ids in wanted.items():
        condition |= Q(program_id=program_id, user_id__in=user_ids)
    found: defaultdict[tuple[int, int], list[Credential]] = defaultdict(list)
    for credential in Credential.objects.select_for_update().filter(condition).order_by("id"):
        found[credential.user_id, credential.program_id].append(credential)
    return found


def _blocks_award(credential: Credential) -> bool:
    """Tell whether this credential prevents a new credential.

    A current credential prevents a new credential, and so does a credential that a person revoked.

    No later pass undoes a revocation by a person.
    """
    by_person = credential.state == CredentialState.REVOKED.value and not credential.revoked_by_policy
    return bool(credential.is_current) or by_person
