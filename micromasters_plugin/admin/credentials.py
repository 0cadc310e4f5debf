"""Show credentials and reviews in the admin. Staff decide about credentials and reviews here, and give a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from micromasters_plugin import api
from micromasters_plugin.admin.columns import PROGRAM, IsSetFilter
from micromasters_plugin.admin.links import Link, learner_links
from micromasters_plugin.admin.people import DECIDED_BY, LEARNER, PersonColumn
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.admin.reasons import counted, reasoned_action
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.programs import roles

HOLDER = PersonColumn("credential.user_id", "Holder")


#: The dictionary maps each action to the new state and the consequence. The final message names the state, and the
#: confirmation page names the consequence.
DECISIONS = {
    "suspend": (
        "suspended",
        "The public pages say that the credentials are suspended. Staff can reinstate the credentials.",
    ),
    "reinstate": (
        "valid again",
        "The public pages say that the credentials are valid, and waiting orders are carried out.",
    ),
    "revoke": ("revoked", "The public pages say that the credentials were revoked. Nobody can undo a revocation."),
    "reissue": (
        "issued again",
        "A new credential with the holder’s present name permanently supersedes each credential.",
    ),
    "keep": ("kept", "The credentials do not change, and their open reviews are closed."),
}


def decision(action: str, credential_of: Callable[[Any], Credential]) -> Callable[..., Any]:
    """Return an action that changes the credentials of all chosen rows.

    If one change is refused, no credential changes.
    """
    done, follows = DECISIONS[action]

    @reasoned_action(f"{action.capitalize()} the chosen credentials", roles.may_change_credentials, follows)
    @transaction.atomic
    def decide(rows: list[Any], actor: Actor, reason: str) -> str:
        for row in rows:
            api.change_credential(str(credential_of(row).uuid), action, actor=actor, reason=reason)
        return counted(len(rows), "credential is", "credentials are") + f" {done}."

    decide.__name__ = action  # Django identifies actions by this name
    return decide


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    """All credentials, newest first."""

    actions = tuple(decision(action, lambda row: row) for action in DECISIONS)
    list_display = ("uuid", LEARNER, PROGRAM, "state", "issued")
    list_select_related = ("program",)
    list_filter = ("program", "state")
    search_lookups = ("user_id", "uuid")
    links = (
        Link("Changes by people", "credentialchange", {"credential__id__exact": "pk"}),
        Link("Reviews", "credentialreview", {"credential__id__exact": "pk"}),
        *learner_links(except_model="credential"),
    )
    ordering = ("-issued", "-id")
    exclude = ("requirements", "is_current")
    readonly_fields = ("earned_requirements_list", "public_page")

    @admin.display(description="Requirements")
    def earned_requirements_list(self, credential: Credential) -> SafeString:
        earned = format_html_join(
            "",
            "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
            ((one["key"], one["title"], one["earned_on"]) for one in credential.requirements),
        )
        return format_html(
            "<table><thead><tr><th>Requirement</th><th>Title</th><th>Earned on</th></tr></thead>"
            "<tbody>{}</tbody></table>",
            earned,
        )

    @admin.display(description="Public page")
    def public_page(self, credential: Credential) -> SafeString | str:
        try:
            address = reverse("micromasters:credential", args=(credential.uuid,))
        except NoReverseMatch:  # Studio serves no public pages
            return "–"
        return format_html('<a href="{}">{}</a>', address, address)


@admin.register(CredentialChange)
class CredentialChangeAdmin(ReadOnlyAdmin):
    """People's changes of credentials with the reasons, newest first."""

    list_display = ("credential", HOLDER, "action", DECIDED_BY, "reason", "time")
    list_filter = ("action",)
    search_lookups = ("credential__user_id", "credential__uuid")
    list_select_related = ("credential__program",)
    ordering = ("-id",)


@admin.register(CredentialReview)
class CredentialReviewAdmin(ReadOnlyAdmin):
    """Reviews of credentials, open reviews first."""

    actions = tuple(decision(action, lambda row: row.credential) for action in ("keep", "revoke"))
    list_display = ("credential", HOLDER, "opened", "closed", "outcome")
    list_filter = (("closed", IsSetFilter),)
    search_lookups = ("credential__user_id", "credential__uuid")
    list_select_related = ("credential__program",)
    ordering = ("closed", "opened")
