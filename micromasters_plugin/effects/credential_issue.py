"""Issue the credentials that standings have earned."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from micromasters_plugin.credentials.issuing import Award, issue
from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import learners_by_program
from micromasters_plugin.standings.stored_standings import StoredStanding, lock_standings


@retry_after_deadlock
@transaction.atomic
def run(orders: Sequence[Order], *, now: datetime) -> None:
    """Issue all credentials or no credential. Skip learners who no longer earn the program."""
    for program_id, user_ids in learners_by_program(orders):
        standings = lock_standings(program_id, user_ids)
        awards = [
            Award(user_id, program_id, found.version.id, _requirements(found), _completed_on(found))
            for user_id, found in standings.items()
            if found.standing.earned
        ]
        issue(awards, now=now)


def _completed_on(found: StoredStanding) -> date | None:
    """Return the day on which the last requirement was met, or None if staff awarded a program that is not met."""
    return found.standing.completed_on if found.standing.satisfied else None


def _requirements(found: StoredStanding) -> list[dict[str, str]]:
    return [
        {
            "key": leaf.key,
            "title": leaf.title,
            "earned_on": verdict.earned_on.isoformat() if verdict.earned_on else "",
        }
        for leaf, verdict in leaf_verdicts(found.version.rules.root, found.standing.root)
        if verdict.earned
    ]
