"""Show overrides in the admin. Staff read and withdraw overrides here."""

from __future__ import annotations

from django.contrib import admin
from django.db import transaction

from micromasters_plugin import api
from micromasters_plugin.admin.columns import PROGRAM, IsSetFilter
from micromasters_plugin.admin.links import learner_links
from micromasters_plugin.admin.people import DECIDED_BY, LEARNER
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.admin.reasons import counted, reasoned_action
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.programs import roles

#: The confirmation page has this sentence about the withdrawal of overrides.
WITHDRAWN = (
    "The learners are evaluated again without these overrides. The overrides stay on record and cannot be restored."
)


@admin.register(Override)
class OverrideAdmin(ReadOnlyAdmin):
    """Overrides, newest first. Withdrawn overrides stay in the list."""

    actions = ("withdraw",)
    list_display = (LEARNER, PROGRAM, "what", DECIDED_BY, "time", "expires", "withdrawn")
    list_filter = ("program", "kind", ("withdrawn", IsSetFilter))
    search_lookups = ("user_id",)
    links = learner_links(except_model="override")
    list_select_related = ("program",)
    ordering = ("-id",)

    @admin.display(description="Decision", ordering="kind")
    def what(self, override: Override) -> str:
        return f"{override.kind} {override.requirement}".strip()

    @reasoned_action("Withdraw the chosen overrides", roles.may_withdraw_overrides, WITHDRAWN)
    @transaction.atomic
    def withdraw(rows: list[Override], actor: Actor, reason: str) -> str:
        for row in rows:
            api.withdraw_override(row.pk, actor=actor, reason=reason)
        return counted(len(rows), "override is", "overrides are") + " withdrawn."
