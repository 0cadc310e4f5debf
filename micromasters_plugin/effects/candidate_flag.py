"""Effect: record what a standing means for the program's admission cycle."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from micromasters_plugin.admissions.flagging import flag_candidate
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.progress.standings import lock_standing


@again_after_deadlock
@transaction.atomic
def run(order: Order, *, now: datetime) -> None:
    """Flag, re-score, or mark as below the bar."""
    found = lock_standing(order.program_id, order.user_id)
    if found is not None:
        flag_candidate(
            order.user_id, order.program_id, found.version.rules, found.version.number, found.standing, now=now
        )
