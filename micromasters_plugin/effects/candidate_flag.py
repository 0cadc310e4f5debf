"""Update the candidates of the program's admission cycle from learners' standings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from micromasters_plugin.admissions.flagging import Judged, flag_candidates
from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import learners_by_program
from micromasters_plugin.standings.stored_standings import lock_standings


@retry_after_deadlock
@transaction.atomic
def run(orders: Sequence[Order], *, now: datetime) -> None:
    """Flag learners as candidates, update candidates' scores, or mark candidates as below the bar.

    Carry out all orders or no order.
    """
    for program_id, user_ids in learners_by_program(orders):
        standings = lock_standings(program_id, user_ids)
        judged = {
            user_id: Judged(found.version.rules, found.version.number, found.standing)
            for user_id, found in standings.items()
        }
        flag_candidates(program_id, judged, now=now)
