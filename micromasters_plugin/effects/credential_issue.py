"""Effect: issue the credential that a standing has earned."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from micromasters_plugin.credentials.issuing import Award, issue
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.progress.standings import lock_standing


@again_after_deadlock
@transaction.atomic
def run(order: Order, *, now: datetime) -> None:
    """Issue unless the standing has changed meanwhile; the decision that changed it placed its own order."""
    found = lock_standing(order.program_id, order.user_id)
    if found is None or not found.standing.earned:
        return
    requirements = [
        {
            "key": leaf.key,
            "title": leaf.title,
            "earned_on": verdict.earned_on.date().isoformat() if verdict.earned_on else "",
        }
        for leaf, verdict in leaf_verdicts(found.version.rules.root, found.standing.root)
        if verdict.earned
    ]
    issue([Award(order.user_id, order.program_id, found.version.id, requirements)], now=now)
