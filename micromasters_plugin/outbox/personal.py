"""The outbox's data about a person: their orders, and messages that were sent to them."""

from __future__ import annotations

from micromasters_plugin.database.personal import Table
from micromasters_plugin.outbox.models import Delivery, Order

TABLES = (
    Table(Delivery, path="order__user_id"),
    Table(Order, path="user_id", machine_texts=("key", "kind", "lease", "subject")),
)
