"""Check cheaply whether a displayed page is still up to date. ``progress`` collects the content of the page."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import Freshness
from micromasters_plugin.programs.models import Program, ProgramVersion
from micromasters_plugin.standings.models import Standing


def freshness_of(program_uuid: str, user_id: int, *, now: datetime) -> Freshness:
    """Return the fingerprint of the learner's page at ``now``. If the program does not exist, the fingerprint is empty.

    The function sends one query.

    If the learner was never evaluated, ``version`` is the newest version that is effective by ``now``. If no version is
    effective by ``now``, ``version`` is the first version.
    """
    try:
        uuid = UUID(program_uuid)
    except ValueError:
        return Freshness()
    learner_rows = {"user_id": user_id, "program": OuterRef("pk")}
    standing = Standing.objects.filter(**learner_rows)
    credential = Credential.objects.filter(**learner_rows).order_by("-issued", "-id")
    candidate = Candidate.objects.filter(
        user_id=user_id, cycle__program=OuterRef("pk"), cycle__is_default=True, meets_bar=True
    )
    versions = ProgramVersion.objects.filter(program=OuterRef("pk")).order_by("number")
    in_force = versions.filter(effective_from__lte=now).reverse()
    row = (
        Program.objects.filter(uuid=uuid)
        .annotate(
            evaluated=Subquery(standing.values("evaluated")[:1]),
            version=Coalesce(
                Subquery(standing.values("version__number")[:1]),
                Subquery(in_force.values("number")[:1]),
                Subquery(versions.values("number")[:1]),
            ),
            credential_state=Subquery(credential.values("state")[:1]),
            credential_since=Subquery(credential.values("state_date")[:1]),
            is_candidate=Exists(standing.filter(meets_admission_bar=True)) & Exists(candidate),
        )
        .values_list("version", "retired", "evaluated", "credential_state", "credential_since", "is_candidate")
        .first()
    )
    if row is None:
        return Freshness()
    version, retired, evaluated, state, since, is_candidate = row
    if evaluated is None:
        return Freshness(version, retired)
    return Freshness(version, retired, evaluated, state or "", since, is_candidate)
