"""Show overrides in the admin. Staff read, record and withdraw overrides here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from micromasters_plugin import api
from micromasters_plugin.admin.columns import PROGRAM, IsSetFilter
from micromasters_plugin.admin.links import learner_links
from micromasters_plugin.admin.override_form import OverrideForm
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
        return f"{override.kind} {override.decision.subject}".strip()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return roles.may_record_overrides(Actor.of_account(request.user))

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Show the form for an override. Record the override, and then show the list.

        Raises:
            PermissionDenied: the person may not record overrides.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = OverrideForm(request.POST or None)
        recorded = form.record(Actor.of_account(request.user)) if form.is_valid() else None
        if recorded is not None:
            row = Override.objects.get(pk=recorded.id)
            self.log_change(request, row, f"Recorded: {row.reason}")
            self.message_user(request, f"Override {recorded.id} is recorded.", messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:micromasters_override_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": "Record an override",
            "opts": self.opts,
            "media": self.media,
            "form": form,
        }
        return TemplateResponse(request, "micromasters/admin/override.html", context)

    @reasoned_action("Withdraw the chosen overrides", roles.may_withdraw_overrides, WITHDRAWN)
    @transaction.atomic
    def withdraw(rows: list[Override], actor: Actor, reason: str) -> str:
        for row in rows:
            api.withdraw_override(row.pk, actor=actor, reason=reason)
        return counted(len(rows), "override is", "overrides are") + " withdrawn."
