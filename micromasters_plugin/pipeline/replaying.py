"""Make parked learners due again after a person has fixed the cause.

The work row of a replayed learner keeps the error.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Concat

from micromasters_plugin import app_settings
from micromasters_plugin.database.retrying import replay_note, retry_if_outermost
from micromasters_plugin.database.stored_text import StoredTextField
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Work

log = logging.getLogger(__name__)


def replay_learners(parked: QuerySet[Work], *, reason: str, now: datetime) -> int:
    """Make the parked rows due in batches and reset the rows' tries. Return how many rows were parked.

    The old error stays in the row, below the ``reason``, until the next try.
    """
    replayed = 0
    ids = list(parked.filter(parked__isnull=False).order_by("id").values_list("id", flat=True))
    size = app_settings.batch_size()
    for start in range(0, len(ids), size):
        replayed += _replay(ids[start : start + size], reason, now)
    log.info("%d parked learners are replayed", replayed)
    return replayed


@retry_if_outermost
@transaction.atomic
def _replay(ids: Sequence[int], reason: str, now: datetime) -> int:
    rows = Work.objects.select_for_update().filter(id__in=ids, parked__isnull=False).order_by("program_id", "user_id")
    pairs = list(rows.values_list("user_id", "program_id"))
    Hint.objects.bulk_create(Hint(user_id=user_id, program_id=program_id, created=now) for user_id, program_id in pairs)
    error = Concat(Value(replay_note(reason, now=now), output_field=StoredTextField()), F("error"))
    Work.objects.filter(id__in=ids, parked__isnull=False).update(parked=None, due=None, tries=0, error=error)
    return len(pairs)
