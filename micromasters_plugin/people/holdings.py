"""Every table that holds something of a person, and how it is erased: the one list for export and erasure.

Staff who acted on others are named there by number only, which stays: it says who answers for a decision.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import connections
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data import CredentialState
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.programs.models import ProgramChange
from micromasters_plugin.progress import ledger
from micromasters_plugin.progress.models import (
    BarReached,
    ExamEvent,
    Hint,
    LedgerEntry,
    Override,
    ParkedEvent,
    Standing,
    Work,
)
from micromasters_plugin.stored_text import storable


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: ``path`` leads from its rows to the person's id; ``erase`` takes that id and may be called twice."""

    model: type[Model]
    path: str
    erase: Callable[[int], object]

    def rows(self, user_id: int) -> QuerySet:
        """Return the person's rows, oldest first."""
        return self.model._default_manager.filter(**{self.path: user_id}).order_by("id")


@dataclass(frozen=True, slots=True)
class Texts(Holding):
    """A table whose texts may name the person, with no id to go by: the names are looked for in ``path``."""

    def rows(self, user_id: int) -> QuerySet:
        rows = self.model._default_manager.order_by("id")
        names = [storable(repr(name), connections[rows.db].vendor) for name in get_platform().identifiers(user_id)]
        named = [Q(**{f"{self.path}__contains": name}) for name in names]
        return rows.filter(reduce(or_, named)) if named else rows.none()


def _deleted(model: type[Model], path: str = "user_id") -> Holding:
    return Holding(model, path, lambda user_id: model._default_manager.filter(**{path: user_id}).delete())


def _forget_reasons(user_id: int) -> None:
    CredentialChange.objects.filter(credential__user_id=user_id).update(reason="")


def _close_reviews(user_id: int) -> None:
    open_reviews = CredentialReview.objects.filter(credential__user_id=user_id, closed__isnull=True)
    open_reviews.update(closed=timezone.now(), outcome="holder left")


def _forget_holder(user_id: int) -> None:
    """The uuid stays taken, so that its address never shows another's; nothing else of the credential does."""
    now = timezone.now()
    Credential.objects.filter(user_id=user_id).update(
        user_id=0,
        name="",
        requirements=[],
        state=CredentialState.REVOKED.value,
        state_date=now,
        is_current=None,
        erased=now,
    )


#: An event that could not be read.
PARKED_EVENTS: Texts = Texts(ParkedEvent, "payload", lambda user_id: PARKED_EVENTS.rows(user_id).order_by().delete())

#: In the order of locks: work before what a decision writes, the ledger last.
HOLDINGS: tuple[Holding, ...] = (
    PARKED_EVENTS,
    _deleted(Work),
    _deleted(Hint),
    _deleted(Standing),
    _deleted(Delivery, "order__user_id"),
    _deleted(Order),
    _deleted(Candidate),
    Holding(CredentialReview, "credential__user_id", _close_reviews),
    Holding(CredentialChange, "credential__user_id", _forget_reasons),
    Holding(Credential, "user_id", _forget_holder),
    _deleted(ExamEvent),
    _deleted(BarReached),
    _deleted(Override),
    Holding(LedgerEntry, "user_id", ledger.erase),
)

#: What a person did as staff: table and column. It is given out as well, without whom it was done to, and stays.
ACTS: tuple[tuple[type[Model], str], ...] = (
    (ProgramChange, "actor_id"),
    (CredentialChange, "actor_id"),
    (Override, "actor_id"),
    (Override, "withdrawn_by"),
)
