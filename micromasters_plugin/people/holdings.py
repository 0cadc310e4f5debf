"""Every table that holds something of a person, and how it is erased: the one list for export and erasure.

Rows about others name staff only by number. That number stays, because it says who answers for a decision. ``texts``
finds what rows about others say of a person.

Ids are read without a lock, and rows are erased by their ids, one by one. A database that searches by another column,
or for a list of ids in a small table, may lock rows of strangers and wait for them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model, QuerySet

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.credentials.writing import CredentialAct, Deed, change
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.ledger.models import LedgerEntry, LedgerReason
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.people.parked import events_about
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import ProgramChange
from micromasters_plugin.standings.models import BarReached, Standing


@dataclass(frozen=True, slots=True)
class Holding:
    """One table: ``path`` leads from its rows to the person's id.

    Its rows are deleted, with two exceptions. ``credentials.writing`` empties rows that lead to the person by a
    credential. The ledger erases its own entries and records that.
    """

    model: type[Model]
    path: str
    goes_with_another: bool = False

    def rows(self, user_id: int) -> QuerySet:
        """Return the person's rows, oldest first."""
        return self.model._default_manager.filter(**{self.path: user_id}).order_by("id")

    def erase(self, user_id: int, *, now: datetime) -> int:
        """Erase the person's rows in the caller's transaction; returns how many there were: 0 the second time."""
        if self.goes_with_another:
            return 0
        ids = list(self.rows(user_id).values_list("id", flat=True))
        return sum(self._erase_row(row_id, now) for row_id in ids)

    def _erase_row(self, row_id: int, now: datetime) -> int:
        """Erase a row unless somebody else did meanwhile; returns how many rows that were."""
        row = self.model._default_manager.filter(id=row_id)
        # Nothing refers to it any more, and the ORM would search for that by a list of one id.
        return int(row._raw_delete(row.db))


@dataclass(frozen=True, slots=True)
class ParkedEvents(Holding):
    """Parked events have no column for a person, so their texts are searched."""

    def rows(self, user_id: int) -> QuerySet:
        return ParkedEvent.objects.filter(id__in=events_about(user_id)).order_by("id")


@dataclass(frozen=True, slots=True)
class Credentials(Holding):
    """The uuid stays taken, so that its address never shows another's; nothing else of the credential does."""

    def _erase_row(self, row_id: int, now: datetime) -> int:
        rows = list(Credential.objects.select_for_update().filter(id=row_id, erased__isnull=True))
        change(rows, Deed(CredentialAct.ERASE), now=now)
        return len(rows)


#: In the order of locks: work before what a decision writes, the ledger last.
HOLDINGS: tuple[Holding, ...] = (
    ParkedEvents(ParkedEvent, "payload"),
    Holding(Work, "user_id"),
    Holding(Hint, "user_id"),
    Holding(Standing, "user_id"),
    Holding(Delivery, "order__user_id"),
    Holding(Order, "user_id"),
    Holding(Candidate, "user_id"),
    Holding(CredentialReview, "credential__user_id", goes_with_another=True),
    Holding(CredentialChange, "credential__user_id", goes_with_another=True),
    Credentials(Credential, "user_id"),
    Holding(ExamEvent, "user_id"),
    Holding(BarReached, "user_id"),
    Holding(Override, "user_id"),
    Holding(LedgerReason, "entry__user_id", goes_with_another=True),
    Holding(LedgerEntry, "user_id", goes_with_another=True),
)

#: What a person did as staff: table and column. It is given out as well, without whom it was done to, and stays.
ACTS: tuple[tuple[type[Model], str], ...] = (
    (ProgramChange, "actor_id"),
    (CredentialChange, "actor_id"),
    (Override, "actor_id"),
    (Override, "withdrawn_by"),
)
