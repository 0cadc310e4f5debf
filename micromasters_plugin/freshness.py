"""Tell cheaply whether what a learner was shown still holds. What is shown is put together in ``overview``."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import Freshness
from micromasters_plugin.progress.models import Standing


def freshness_of(program_uuid: str, user_id: int) -> Freshness:
    """Return what the learner's page stands on now; the empty one for who was never evaluated. One query."""
    try:
        uuid = UUID(program_uuid)
    except ValueError:
        return Freshness()
    mine = {"user_id": OuterRef("user_id")}
    newest = Credential.objects.filter(**mine, program=OuterRef("program")).order_by("-issued", "-id")
    candidate = Candidate.objects.filter(
        **mine, cycle__program=OuterRef("program"), cycle__is_default=True, meets_bar=True
    )
    row = (
        Standing.objects.filter(program__uuid=uuid, user_id=user_id)
        .annotate(
            credential_state=Subquery(newest.values("state")[:1]),
            credential_since=Subquery(newest.values("state_date")[:1]),
            is_candidate=Exists(candidate),
        )
        .values_list("evaluated", "credential_state", "credential_since", "is_candidate")
        .first()
    )
    if row is None:
        return Freshness()
    evaluated, state, since, is_candidate = row
    return Freshness(evaluated, state or "", since, is_candidate)
