"""Count the rows that the database reads to look up a few of many orders.

Tests run this module in a subprocess on a real server.

The module prints a JSON object with the numbers of read rows and index entries, by look-up and situation.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import django

django.setup()

from micromasters_plugin.outbox.models import Order  # noqa: E402
from micromasters_plugin.outbox.orders import AT_ONCE, OrderKind, count_held, hasten  # noqa: E402
from tests.outbox.claim_cost import CLAIMED, NOW, examined, fill  # noqa: E402

KIND, SUBJECT, LATER = OrderKind.EMAIL_HOLDER, "the credential", NOW + timedelta(days=1)

#: In each situation, many orders are in the table beside the ten orders. The dictionary has the fields of the many
#: orders.
SITUATIONS: dict[str, dict[str, Any] | None] = {
    "ten": None,
    "many that wait": {"kind": KIND.value, "due": LATER},
    "many that are due": {"kind": KIND.value, "due": AT_ONCE},
    "many of another kind": {"kind": OrderKind.ANNOUNCE_AWARD.value, "due": LATER, "subject": SUBJECT},
    "many that are done": {"kind": KIND.value, "done": NOW, "due": None},
    "many that are parked": {"kind": KIND.value, "parked": NOW, "due": None},
}

WAITING = {"kind": KIND.value, "subject": SUBJECT, "due": LATER}
HELD = {"due": None, "lease": "x" * 32, "leased_until": datetime.now(UTC) + timedelta(days=1)}


def hasten_one() -> None:
    hasten(KIND, user_id=3, subject=SUBJECT, now=NOW)
    assert Order.objects.filter(key="ten:3", due=NOW).exists()


def count_ten() -> None:
    assert count_held() == CLAIMED


#: For each look-up, the fields of the ten orders and the function that finds these orders.
LOOKUPS: dict[str, tuple[dict[str, Any], Callable[[], None]]] = {
    "to hasten": (WAITING, hasten_one),
    "held": (HELD, count_ten),
}


def main(size: int) -> dict[str, dict[str, int]]:
    rows_read: dict[str, dict[str, int]] = {name: {} for name in LOOKUPS}
    for situation, many in SITUATIONS.items():
        fill(many, size, first_learner=100)
        for name, (fields, look_up) in LOOKUPS.items():
            Order.objects.filter(key__startswith="ten:").update(**fields)
            rows_read[name][situation] = examined(look_up)
    return rows_read


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
