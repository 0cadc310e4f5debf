"""Credentials as others see them: frozen records without grade, e-mail or username."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import CredentialRecord, CredentialState, EarnedRequirement
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.programs.registry import parse_version


def find_record(credential_uuid: str) -> CredentialRecord:
    """Return the record of a credential. One query.

    Raises:
        UnknownCredentialError: there is none with that uuid, or its holder left.
    """
    try:
        row = _rows().get(uuid=UUID(credential_uuid), erased__isnull=True)
    except (ValueError, Credential.DoesNotExist):
        raise UnknownCredentialError(f"no credential {credential_uuid!r}") from None
    return to_record(row)


def newest_record(user_id: int, program_id: int) -> CredentialRecord | None:
    """Return a learner's newest credential in a program, or None. One query."""
    row = _rows().filter(user_id=user_id, program_id=program_id).order_by("-issued", "-id").first()
    return to_record(row) if row is not None else None


def holders_among(program_id: int, user_ids: Collection[int]) -> int:
    """Return how many of ``user_ids`` hold a valid credential of the program. One query; none for nobody."""
    if not user_ids:
        return 0
    return Credential.objects.filter(
        program_id=program_id, user_id__in=user_ids, state=CredentialState.VALID.value
    ).count()


def to_record(row: Credential) -> CredentialRecord:
    """Return the public record of a row loaded with its version and successor."""
    rules = parse_version(row.version).rules
    return CredentialRecord(
        uuid=str(row.uuid),
        state=CredentialState(row.state),
        state_date=row.state_date,
        issued=row.issued,
        name=row.name,
        program_title=rules.title,
        program_kind=rules.kind,
        institution=rules.institution,
        accent=rules.accent,
        pathway_worth=rules.pathway.worth,
        requirements=tuple(
            EarnedRequirement(item["key"], item["title"], _day(item["earned_on"])) for item in row.requirements
        ),
        superseded_by=str(row.superseded_by.uuid) if row.superseded_by else "",
        is_specimen=row.is_specimen,
    )


def _rows() -> QuerySet[Credential]:
    return Credential.objects.select_related("version", "superseded_by")


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
