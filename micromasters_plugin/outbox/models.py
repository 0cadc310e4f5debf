"""These tables store orders and deliveries of messages.

A worker carries out an order after the decision is committed.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models

from micromasters_plugin.database.stored_text import StoredCharField, StoredTextField
from micromasters_plugin.database.text_index import TextIndex


class Order(models.Model):
    """An order is an effect that must be carried out at least once.

    The order is written in the transaction of the order's decision. A worker may claim a waiting order once the time
    ``due`` has come. A held, done or parked order has no ``due``, so a query by ``due`` reads no such order.

    .. pii: What is done for a person in a program, and an error that may name them.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    key = StoredCharField(max_length=191, unique=True, help_text="Names the effect; the same key is one effect.")
    kind = models.CharField(max_length=64)
    user_id = models.BigIntegerField()
    program_id = models.BigIntegerField()
    subject = StoredCharField(max_length=64, blank=True, help_text="The credential's uuid, where there is one.")
    created = models.DateTimeField()
    due = models.DateTimeField(
        null=True, blank=True, help_text="From when it may be taken; empty while it is held, done or parked."
    )
    lease = models.CharField(max_length=32, blank=True)
    leased_at = models.DateTimeField(null=True, blank=True, help_text="By the database's clock, as is its end.")
    leased_until = models.DateTimeField(null=True, blank=True)
    done = models.DateTimeField(null=True, blank=True)
    parked = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True, blank=True, help_text="Since when every try failed.")
    error = StoredTextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "due", "id"], name="mm_order_turn"),
            models.Index(fields=["done", "parked", "leased_until"], name="mm_order_end"),
            models.Index(fields=["user_id"], name="mm_order_learner"),
            TextIndex(column="error", name="mm_order_error"),
        ]

    def __str__(self) -> str:
        return self.key


class Delivery(models.Model):
    """A delivery is a message that an order sends at most once.

    The row is written before the message is sent, and ``sent`` is the time of sending.

    .. pii: That a person was sent a message, by way of the order.
    .. pii_types: id
    .. pii_retirement: local_api
    """

    order = models.OneToOneField(Order, on_delete=models.CASCADE)
    recorded = models.DateTimeField()
    sent = models.DateTimeField(null=True, blank=True, help_text="When it was handed over, or a person said so.")

    class Meta:
        verbose_name_plural = "deliveries"

    def __str__(self) -> str:
        return str(self.message_id)

    @property
    def message_id(self) -> UUID:
        """Return the message's id. The id is derived from the order's key, so every try of an order has the same id."""
        return uuid5(NAMESPACE_URL, self.order.key)
