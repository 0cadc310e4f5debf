"""Erase a person who leaves the site, from all tables in one transaction. The platform decides who leaves."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from micromasters_plugin.data import Actor, Erasure, NameMention
from micromasters_plugin.database.retrying import retry_if_outermost
from micromasters_plugin.ledger import erasing
from micromasters_plugin.ledger.models import LedgerReason
from micromasters_plugin.people import texts
from micromasters_plugin.people.admin_log import entries_about
from micromasters_plugin.people.naming import Names
from micromasters_plugin.people.tables import HOLDINGS
from micromasters_plugin.programs import roles

log = logging.getLogger(__name__)


@retry_if_outermost
def erase_person(user_id: int, *, actor: Actor, now: datetime | None = None) -> Erasure:
    """Delete or empty all data about a person. The ledger's chain and the addresses of credentials remain.

    Before the transaction, the function searches texts about others for the person's names, without a lock. The
    transaction locks only the person's own rows, the texts that name the person, and the heads of the person's ledgers.

    A second call finds nothing to do. After an error nothing is changed. The platform's retirement pipeline shows the
    error and tries again.

    Raises:
        NotAllowedError: the actor may not erase people.
    """
    roles.require(roles.may_erase_people, actor)
    instant = now or timezone.now()
    names = texts.names_of(user_id)
    found = list(texts.find(names))
    with transaction.atomic():
        erasure = _erase(user_id, names, found, instant)
    if erasure.mentions:
        places = ", ".join(f"{place.table} {place.row_id} ({place.column})" for place in erasure.mentions)
        log.warning("Texts that may still name the person who was erased: %s", places)
    return erasure


def _erase(user_id: int, names: Names, found: Sequence[texts.Found], now: datetime) -> Erasure:
    entries = entries_about(user_id)
    if entries is not None:
        for entry_id in list(entries.values_list("id", flat=True)):
            entries.model._default_manager.filter(id=entry_id).update(object_repr="", change_message="")
    rows = sum(holding.erase(user_id, now=now) for holding in HOLDINGS)
    certain = [each for each in found if each.is_redacted]
    of_ledger = [each.row_id for each in certain if each.text.model is LedgerReason]
    texts_redacted = sum(
        texts.redact(each.text, each.row_id, names) for each in certain if each.text.model is not LedgerReason
    )
    erased, redacted = erasing.erase(user_id, now=now, redact=names.redact, naming=of_ledger)
    return Erasure(
        rows=rows + erased,
        redacted=texts_redacted + redacted,
        mentions=tuple(places_of([each for each in found if _is_left(each)])),
    )


def _is_left(found: texts.Found) -> bool:
    """Tell whether the text may still name the person. A text that was deleted or emptied with a row names nobody."""
    is_left = bool(found.mentions) or not found.is_redacted
    return (
        is_left
        and found.text.model._default_manager.filter(pk=found.row_id).exclude(**{found.text.column: ""}).exists()
    )


def places_of(found: Sequence[texts.Found]) -> list[NameMention]:
    """Return the places of texts that name a person, so that staff can check these texts."""
    return [
        NameMention(
            table=str(each.text.model._meta.verbose_name_plural),
            row_id=each.row_id,
            column=each.text.column,
            words=(*each.certain, *each.mentions),
        )
        for each in found
    ]
