"""Show deliveries in the admin. Staff confirm here that messages arrived, if these messages may have been sent."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from micromasters_plugin import api
from micromasters_plugin.admin.columns import IsSetFilter
from micromasters_plugin.admin.people import PersonColumn
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.admin.reasons import counted, reasoned_action
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.outbox.models import Delivery
from micromasters_plugin.programs import roles

#: The confirmation page has this sentence about the confirmation of a delivery.
CONFIRMED = "Messages that may have been sent are never sent again. Other deliveries do not change."


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Deliveries, newest first. A delivery is uncertain if *sent* is empty and its order is parked."""

    actions = ("confirm",)
    list_display = ("message_id", "kind", PersonColumn("order.user_id", "Learner"), "recorded", "sent", "parked")
    list_filter = ("order__kind", ("sent", IsSetFilter), ("order__parked", IsSetFilter))
    search_lookups = ("order__user_id", "order__key")
    list_select_related = ("order",)
    ordering = ("-id",)
    readonly_fields = ("message_id",)

    @admin.display(description="Message")
    def message_id(self, delivery: Delivery) -> str:
        return str(delivery.message_id)

    @admin.display(description="Kind", ordering="order__kind")
    def kind(self, delivery: Delivery) -> str:
        return delivery.order.kind

    @admin.display(description="Order parked", ordering="order__parked")
    def parked(self, delivery: Delivery) -> Any:
        return delivery.order.parked

    @reasoned_action("Confirm that the chosen messages arrived", roles.may_confirm_deliveries, CONFIRMED)
    def confirm(rows: list[Delivery], actor: Actor, reason: str) -> str:
        confirmed = api.confirm_deliveries([row.pk for row in rows], actor=actor, reason=reason)
        return counted(confirmed, "delivery is", "deliveries are") + " confirmed."
