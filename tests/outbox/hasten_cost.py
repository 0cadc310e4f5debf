"""Run in a process of its own on a database that counts: what it examines to hasten one learner's orders beside others.

Prints one JSON object: situation → rows and index entries examined.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from typing import Any

import django

django.setup()

from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.outbox.orders import AT_ONCE, OrderKind, hasten  # noqa: E402
from tests.outbox.claim_cost import NOW, examined, fill  # noqa: E402

KIND, SUBJECT, LATER = OrderKind.EMAIL_HOLDER, "the credential", NOW + timedelta(days=1)

#: Situation → the fields of the many orders beside the ten.
SITUATIONS: dict[str, dict[str, Any] | None] = {
    "ten": None,
    "many that wait": {"kind": KIND.value, "due": LATER},
    "many that are due": {"kind": KIND.value, "due": AT_ONCE},
    "many of another kind": {"kind": OrderKind.ANNOUNCE_AWARD.value, "due": LATER, "subject": SUBJECT},
    "many that are done": {"kind": KIND.value, "done": NOW, "due": None},
}


def hasten_one() -> None:
    hasten(KIND, user_id=3, subject=SUBJECT, now=NOW)
    assert Order.objects.filter(key="ten:3", due=NOW).exists()


def main(size: int) -> dict[str, int]:
    told = {}
    for situation, many in SITUATIONS.items():
        fill(many, size, first_learner=100)
        Order.objects.filter(key__startswith="ten:").update(kind=KIND.value, subject=SUBJECT, due=LATER)
        told[situation] = examined(hasten_one)
    return told


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
