"""Create credentials, and change the states of many credentials in one call. No other module writes credentials.

``issuing`` and ``changing`` decide which act happens, and place the orders that follow from the act. Callers open a
transaction and lock the rows. ``_note`` records each act in the log and the ledger.
"""

from __future__ import annotations

import enum
import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data import CredentialState
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import RefusedChangeError
from micromasters_plugin.ledger import appending
from micromasters_plugin.ledger.payload import Act
from micromasters_plugin.programs.models import ProgramVersion
from micromasters_plugin.programs.registry import parse_version

log = logging.getLogger(__name__)


class CredentialAct(enum.StrEnum):
    """An act on a credential. The cause is a person, a rule or the holder's departure."""

    ISSUE = "issue"
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    REVOKE_BY_POLICY = "revoke_by_policy"
    KEEP = "keep"
    REISSUE = "reissue"
    ERASE = "erase"


VALID, SUSPENDED = CredentialState.VALID, CredentialState.SUSPENDED
REVOKED, SUPERSEDED = CredentialState.REVOKED, CredentialState.SUPERSEDED


@dataclass(frozen=True, slots=True)
class Transition:
    """The states in which an act is possible, and the state after the act.

    ``leads_to`` is None if the state does not change.
    """

    possible_in: frozenset[CredentialState]
    leads_to: CredentialState | None


#: The dictionary has the transition of every act on an existing credential. ``ISSUE`` creates a credential, and
#: ``REISSUE`` creates its successor.
TRANSITIONS: dict[CredentialAct, Transition] = {
    CredentialAct.SUSPEND: Transition(frozenset({VALID}), SUSPENDED),
    CredentialAct.REINSTATE: Transition(frozenset({SUSPENDED}), VALID),
    CredentialAct.REVOKE: Transition(frozenset({VALID, SUSPENDED}), REVOKED),
    CredentialAct.REVOKE_BY_POLICY: Transition(frozenset({VALID}), REVOKED),
    CredentialAct.KEEP: Transition(frozenset({VALID, SUSPENDED}), None),
    CredentialAct.REISSUE: Transition(frozenset({VALID}), SUPERSEDED),
    CredentialAct.ERASE: Transition(frozenset(CredentialState), REVOKED),
}

#: A learner has at most one credential of a program in these states.
CURRENT = frozenset({VALID, SUSPENDED})

#: These acts close open reviews. The value is the review's outcome. After a reissue, the successor takes over the
#: reviews.
CLOSES_REVIEWS = {
    CredentialAct.REVOKE: "revoke",
    CredentialAct.REVOKE_BY_POLICY: "revoked by the program's policy",
    CredentialAct.KEEP: "keep",
    CredentialAct.ERASE: "holder left",
}

#: These acts have no actor and no reason, because a rule or the holder's departure causes such an act.
BY_ITSELF = frozenset({CredentialAct.ISSUE, CredentialAct.REVOKE_BY_POLICY, CredentialAct.ERASE})


@dataclass(frozen=True, slots=True)
class Deed:
    """An act with its actor (None for a rule), its reason and, for ``KEEP``, the loss that the actor judged."""

    act: CredentialAct
    actor_id: int | None = None
    reason: str = ""
    judged: dict[str, object] | None = field(default=None, repr=False)


def create(new: Sequence[Credential], *, now: datetime) -> None:
    """Insert new credentials that are valid from ``now`` on. Name and requirements must be set. Add ledger entries."""
    for credential in new:
        credential.state, credential.state_date, credential.issued = VALID.value, now, now
        credential.first_issued = credential.first_issued or now
    Credential.objects.bulk_create(new)
    if not connection.features.can_return_rows_from_bulk_insert:  # MySQL returns no ids
        written = Credential.objects.in_bulk([credential.uuid for credential in new], field_name="uuid")
        for credential in new:
            credential.id = written[credential.uuid].id
    _note(new, Deed(CredentialAct.ISSUE), now)


def change(credentials: Sequence[Credential], deed: Deed, *, now: datetime) -> None:
    """Do ``deed`` to all locked credentials, or to no credential.

    Change the state, record the act, and close open reviews.

    Apart from the ledger's statements, many credentials take as many statements as one credential.

    Raises:
        RefusedChangeError: the state of a credential does not allow the act, or a person gives no reason.
    """
    _refuse_nonsense(credentials, deed)
    transition = TRANSITIONS[deed.act]
    changed: dict[str, object] = {}
    if transition.leads_to is not None:
        is_current = True if transition.leads_to in CURRENT else None
        changed |= {"state": transition.leads_to.value, "state_date": now, "is_current": is_current}
    if deed.act is CredentialAct.REVOKE_BY_POLICY:
        changed["revoked_by_policy"] = True
    if deed.act is CredentialAct.KEEP:
        changed["judged"] = deed.judged
    if deed.act is CredentialAct.ERASE:
        changed |= {"user_id": 0, "name": "", "requirements": [], "completed_on": None, "judged": None, "erased": now}
        CredentialChange.objects.filter(credential__in=credentials).update(reason="", judged=None)
    _update(credentials, changed)
    if deed.actor_id is not None:
        CredentialChange.objects.bulk_create(
            CredentialChange(
                credential=credential,
                action=deed.act.value,
                actor_id=deed.actor_id,
                reason=one_line(deed.reason),
                time=now,
                judged=deed.judged,
            )
            for credential in credentials
        )
    if deed.act in CLOSES_REVIEWS:
        close_reviews(credentials, CLOSES_REVIEWS[deed.act], now=now)
    _note(credentials, deed, now)


def supersede(old: Credential, new: Credential, deed: Deed, *, now: datetime) -> None:
    """Replace the locked credential ``old`` by ``new``. Open reviews and the judged loss move to ``new``.

    Raises:
        RefusedChangeError: the state of ``old`` does not allow a reissue, or there is no reason.
    """
    change([old], deed, now=now)  # change this first: the unique key allows one current credential
    new.judged = old.judged
    create([new], now=now)
    old.superseded_by = new
    old.save(update_fields=["superseded_by"])
    old.reviews.filter(closed__isnull=True).update(credential=new)


def set_judged(credentials: Sequence[Credential], judged: dict[str, object] | None) -> None:
    """Store in locked credentials the loss that staff have to judge. ``judged`` is None if no loss remains."""
    _update([credential for credential in credentials if credential.judged != judged], {"judged": judged})


def close_reviews(credentials: Collection[Credential], outcome: str, *, now: datetime) -> None:
    """Close the open reviews of credentials. The function takes one statement."""
    ids = [credential.id for credential in credentials]
    CredentialReview.objects.filter(credential_id__in=ids, closed__isnull=True).update(closed=now, outcome=outcome)


def _refuse_nonsense(credentials: Sequence[Credential], deed: Deed) -> None:
    if (deed.act in BY_ITSELF) is not (deed.actor_id is None):
        raise RefusedChangeError(f"{deed.act} by {deed.actor_id or 'nobody'} makes no sense")
    if deed.act not in BY_ITSELF and not one_line(deed.reason):
        raise RefusedChangeError(f"{deed.act} needs a reason")
    for credential in credentials:
        if CredentialState(credential.state) not in TRANSITIONS[deed.act].possible_in:
            raise RefusedChangeError(f"a credential that is {credential.state} cannot be changed by {deed.act}")


def _update(credentials: Sequence[Credential], changed: dict[str, object]) -> None:
    if not credentials or not changed:
        return
    Credential.objects.filter(id__in=[credential.id for credential in credentials]).update(**changed)
    for credential in credentials:
        for name, value in changed.items():
            setattr(credential, name, value)


def _note(credentials: Sequence[Credential], deed: Deed, now: datetime) -> None:
    """Log an act and add the act to the ledger.

    Call this function once for each act, in the transaction that writes the act and after the act is written.

    The call locks the head of the program's ledger. Erasures are not recorded here, because the ledger itself records
    erasures.
    """
    if not credentials:
        return
    actor = f"user {deed.actor_id}" if deed.actor_id is not None else "a rule"
    uuids = ", ".join(str(credential.uuid) for credential in credentials)
    log.info("Credentials, %s by %s: %s", deed.act, actor, uuids)
    if deed.act is CredentialAct.ERASE:
        return
    rows = ProgramVersion.objects.select_related("program").in_bulk({each.version_id for each in credentials})
    for program_id in sorted({credential.program_id for credential in credentials}):
        theirs = [credential for credential in credentials if credential.program_id == program_id]
        acts = [(_act(credential, deed), parse_version(rows[credential.version_id])) for credential in theirs]
        appending.record_acts(program_id, acts, now=now)


def _act(credential: Credential, deed: Deed) -> Act:
    details = {"credential": str(credential.uuid), "state": str(credential.state)}
    return Act(f"credential.{deed.act}", credential.user_id, deed.actor_id, one_line(deed.reason), details)
