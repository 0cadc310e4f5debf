"""Apply the program's policy to a credential whose requirements are no longer met."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from micromasters_plugin.credentials.issuing import lock_current, open_review, revoke_by_policy
from micromasters_plugin.database.retrying import retry_after_deadlock
from micromasters_plugin.domain.definition import DropPolicy
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.standings.judgements import has_lost_more, judgement_of
from micromasters_plugin.standings.stored_standings import lock_standing


@retry_after_deadlock
@transaction.atomic
def run(order: Order, *, now: datetime) -> None:
    """If the learner lost requirements, open a review or revoke the credential.

    Ignore losses that a person reviewed or was asked to review.
    """
    found = lock_standing(order.program_id, order.user_id)
    if found is None or found.standing.earned:
        return
    credentials = [each for each in lock_current(order.user_id, order.program_id) if has_lost_more(each.judged, found)]
    if not credentials:
        return
    if found.version.rules.drop_policy is DropPolicy.REVOKE:
        revoke_by_policy(credentials, now=now)
    else:
        open_review(credentials, judgement_of(found), now=now)
