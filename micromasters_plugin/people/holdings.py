"""Every table that holds something of a person, and how it is erased: the one list for export and erasure.

Staff who acted on others are named there by number only, which stays: it says who answers for a decision. What is said
of a person in rows about others is found by ``texts``.

Ids are read without a lock, and rows are erased by their ids, one by one: a database that looks for them by anything
else, or weighs a list of ids against a small table, may lock what it looks at, and wait for strangers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data import CredentialState
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.people.parked import events_about
from micromasters_plugin.programs.models import ProgramChange
from micromasters_plugin.progress.models import (
    BarReached,
    ExamEvent,
    Hint,
    LedgerEntry,
    LedgerReason,
    Override,
    ParkedEvent,
    Standing,
    Work,
)

#: What a column becomes when its person is erased, at that instant.
Emptied = Callable[[datetime], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: ``path`` leads from its rows to the person's id.

    Its rows are deleted, or, with ``emptied``, changed to what that returns; those of which ``but`` is true stay as
    they are. Rows of the ledger are erased by the ledger.
    """

    model: type[Model]
    path: str
    emptied: Emptied | None = None
    but: dict[str, Any] = field(default_factory=dict)
    is_of_ledger: bool = False

    def rows(self, user_id: int) -> QuerySet:
        """Return the person's rows, oldest first."""
        return self.model._default_manager.filter(**{self.path: user_id}).order_by("id")

    def erase(self, user_id: int, *, now: datetime) -> int:
        """Erase the person's rows in the caller's transaction; returns how many there were: 0 the second time."""
        if self.is_of_ledger:
            return 0
        rows = self.rows(user_id)
        ids = list((rows.exclude(**self.but) if self.but else rows).values_list("id", flat=True))
        for row_id in ids:
            row = self.model._default_manager.filter(id=row_id)
            if self.emptied is None:
                row._raw_delete(row.db)  # nothing leads to it any more, and the ORM would look, by a list of one id
            else:
                row.update(**self.emptied(now))
        return len(ids)


@dataclass(frozen=True, slots=True)
class ParkedEvents(Holding):
    """Parked events have no column for a person: their texts are read."""

    def rows(self, user_id: int) -> QuerySet:
        return ParkedEvent.objects.filter(id__in=events_about(user_id)).order_by("id")


def _no_holder(now: datetime) -> dict[str, Any]:
    """The uuid stays taken, so that its address never shows another's; nothing else of the credential does."""
    return {
        "user_id": 0,
        "name": "",
        "requirements": [],
        "state": CredentialState.REVOKED.value,
        "state_date": now,
        "is_current": None,
        "erased": now,
    }


#: In the order of locks: work before what a decision writes, the ledger last.
HOLDINGS: tuple[Holding, ...] = (
    ParkedEvents(ParkedEvent, "payload"),
    Holding(Work, "user_id"),
    Holding(Hint, "user_id"),
    Holding(Standing, "user_id"),
    Holding(Delivery, "order__user_id"),
    Holding(Order, "user_id"),
    Holding(Candidate, "user_id"),
    Holding(
        CredentialReview,
        "credential__user_id",
        emptied=lambda now: {"closed": now, "outcome": "holder left"},
        but={"closed__isnull": False},
    ),
    Holding(CredentialChange, "credential__user_id", emptied=lambda now: {"reason": ""}, but={"reason": ""}),
    Holding(Credential, "user_id", emptied=_no_holder),
    Holding(ExamEvent, "user_id"),
    Holding(BarReached, "user_id"),
    Holding(Override, "user_id"),
    Holding(LedgerReason, "entry__user_id", is_of_ledger=True),
    Holding(LedgerEntry, "user_id", is_of_ledger=True),
)

#: What a person did as staff: table and column. It is given out as well, without whom it was done to, and stays.
ACTS: tuple[tuple[type[Model], str], ...] = (
    (ProgramChange, "actor_id"),
    (CredentialChange, "actor_id"),
    (Override, "actor_id"),
    (Override, "withdrawn_by"),
)
