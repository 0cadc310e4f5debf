"""Describe a learner's outcome in a form that is equal for two learners with the same grades.

This module only reads the database.
"""

from __future__ import annotations

import json
from typing import Any

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.outbox.orders import OrderKind
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.standings.models import Standing

#: The fields that differ between learners, or between two runs.
OWN = {"id", "user_id", "evaluated"}


def outcome_of(user_id: int) -> dict[str, Any]:
    """Return standing, decisions, credentials, orders, candidates and open work, as plain JSON.

    The outcome omits the e-mail, because a sweep cannot always complete an interrupted e-mail. See ``email_of``.
    """
    mine = {"user_id": user_id}
    outcome = {
        "standings": [_without(OWN, row) for row in Standing.objects.filter(**mine).values()],
        "decisions": [_payload(entry) for entry in LedgerEntry.objects.filter(**mine, kind="decision").order_by("id")],
        "credentials": list(
            Credential.objects.filter(**mine).order_by("id").values("state", "is_current", "name", "requirements")
        ),
        "candidates": list(Candidate.objects.filter(**mine).values("meets_bar", "composite", "explanation")),
        "orders": [
            {"kind": order.kind, "is_done": order.done is not None, "tries": order.tries}
            for order in Order.objects.filter(**mine).exclude(kind=OrderKind.EMAIL_HOLDER.value).order_by("kind", "id")
        ],
        "hints": Hint.objects.filter(**mine).count(),
        "work": list(Work.objects.filter(**mine).values("lease", "leased_until", "tries", "parked", "error")),
    }
    return json.loads(json.dumps(outcome, default=str))


def email_of(user_id: int) -> str:
    """Return the state of the order that e-mails the learner:

    ``done``, ``parked``, ``waiting``, or "" if there is no order.
    """
    order = Order.objects.filter(user_id=user_id, kind=OrderKind.EMAIL_HOLDER.value).first()
    if order is None:
        return ""
    return "done" if order.done else "parked" if order.parked else "waiting"


def _payload(entry: LedgerEntry) -> dict[str, Any]:
    return _without(OWN, json.loads(entry.payload))


def _without(names: set[str], row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
