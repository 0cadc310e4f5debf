"""The outbox has a person's orders, and the messages that were sent to the person."""

from __future__ import annotations

from micromasters_plugin.database.personal import Table
from micromasters_plugin.outbox.models import Delivery, Order

TABLES = (
    Table(Delivery, path="order__user_id"),
    Table(Order, path="user_id", machine_texts=("key", "kind", "lease", "subject")),
)
