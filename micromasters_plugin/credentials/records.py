"""Read credentials as public records, without grade, e-mail or username."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import CredentialRecord, CredentialState, EarnedRequirement
from micromasters_plugin.database.prepared import Prepared
from micromasters_plugin.domain.days import day_of
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.programs.registry import parse_version, read_version

#: A record has these columns. The order is the order of the parameters of ``_record``.
_SHOWN = (
    *("uuid", "state", "state_date", "issued", "first_issued", "completed_on"),
    *("name", "requirements", "is_specimen"),
)


def _newest_of(user_id: int, program_id: int) -> QuerySet:
    rows = Credential.objects.filter(user_id=user_id, program_id=program_id).order_by("-issued", "-id")
    return rows.values_list(*_SHOWN, "superseded_by__uuid", "version_id", "version__created")[:1]


_newest = Prepared(Credential, _newest_of)


def find_record(credential_uuid: str) -> CredentialRecord:
    """Return the record of a credential. The function takes one query.

    Raises:
        UnknownCredentialError: no credential has the given uuid, or the holder left the site.
    """
    try:
        row = _rows().get(uuid=UUID(credential_uuid), erased__isnull=True)
    except (ValueError, Credential.DoesNotExist):
        raise UnknownCredentialError(f"no credential {credential_uuid!r}") from None
    return to_record(row)


def newest_record(user_id: int, program_id: int) -> CredentialRecord | None:
    """Return a learner's newest credential in a program, or None. The function takes one query."""
    for *shown, superseded_by, version_id, created in _newest(user_id, program_id):
        return _record(read_version(version_id, created).rules, superseded_by, *shown)
    return None


def holders_among(program_id: int, user_ids: Collection[int]) -> int:
    """Return how many of ``user_ids`` hold a valid credential of the program.

    The function takes one query if there are ids.
    """
    if not user_ids:
        return 0
    return Credential.objects.filter(
        program_id=program_id, user_id__in=user_ids, state=CredentialState.VALID.value
    ).count()


def to_record(row: Credential) -> CredentialRecord:
    """Return the public record of a row. The row must be loaded with its version and successor."""
    shown = (getattr(row, name) for name in _SHOWN)
    superseded_by = row.superseded_by.uuid if row.superseded_by else None
    return _record(parse_version(row.version).rules, superseded_by, *shown)


def _record(
    rules: ProgramRules,
    superseded_by: UUID | None,
    uuid: UUID,
    state: str,
    state_date: datetime,
    issued: datetime,
    first_issued: datetime,
    completed_on: date | None,
    name: str,
    requirements: list[dict[str, str]],
    is_specimen: bool,
) -> CredentialRecord:
    return CredentialRecord(
        uuid=str(uuid),
        state=CredentialState(state),
        state_date=state_date,
        issued=issued,
        completed_on=completed_on,
        completed_by=day_of(first_issued, rules.timezone),
        name=name,
        program_title=rules.title,
        program_kind=rules.kind,
        institution=rules.institution,
        accent=rules.accent,
        pathway_worth=rules.pathway.worth,
        requirements=tuple(
            EarnedRequirement(item["key"], item["title"], _day(item["earned_on"])) for item in requirements
        ),
        superseded_by=str(superseded_by) if superseded_by else "",
        is_specimen=is_specimen,
    )


def _rows() -> QuerySet[Credential]:
    return Credential.objects.select_related("version", "superseded_by")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
