"""Issue many credentials of a program at once. Who had one before is left to ``issuing``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from micromasters_plugin.credentials.issuing import issue
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.credentials.storing import Earned, store_new


@transaction.atomic
def issue_together(program_id: int, earned: Sequence[Earned], *, now: datetime) -> None:
    """Issue to each of these learners of one program what is due to them, all or none."""
    user_ids = [each.user_id for each in earned]
    known = set(
        Credential.objects.filter(program_id=program_id, user_id__in=user_ids).values_list("user_id", flat=True)
    )
    first = [each for each in earned if each.user_id not in known]
    if first:
        store_new(first, now=now)
    for each in earned:
        if each.user_id in known:
            issue(each.user_id, program_id, each.version_id, each.requirements, now=now)
