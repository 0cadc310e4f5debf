"""Register the tables of credentials for the export and erasure of a person's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.credentials.writing import CredentialAct, Deed, change
from micromasters_plugin.database.personal import Table


@dataclass(frozen=True, slots=True)
class Credentials(Table):
    """Credentials. An erased credential keeps its uuid, so that its address never shows another credential."""

    def _erase_row(self, row_id: int, now: datetime) -> int:
        rows = list(Credential.objects.select_for_update().filter(id=row_id, erased__isnull=True))
        change(rows, Deed(CredentialAct.ERASE), now=now)
        return len(rows)


#: When ``writing`` erases a credential, ``writing`` also closes the reviews and empties the changes.
TABLES = (
    Table(CredentialReview, path="credential__user_id", goes_with_another=True, machine_texts=("outcome",)),
    Table(
        CredentialChange,
        path="credential__user_id",
        goes_with_another=True,
        acts=("actor_id",),
        machine_texts=("action", "judged"),
    ),
    Credentials(Credential, path="user_id", machine_texts=("judged", "name", "requirements")),
)
