"""Credentials and the reviews that wait for a person."""

from __future__ import annotations

from django.contrib import admin

from micromasters_plugin.admin.links import Link, of_learner
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview


@admin.register(Credential)
class CredentialAdmin(ReadOnlyAdmin):
    """Every credential ever issued, newest first."""

    list_display = ("uuid", "user_id", "program", "state", "issued")
    list_filter = ("program", "state")
    found_by = ("user_id", "uuid")
    links = (
        Link("What people did to it", "credentialchange", {"credential__id__exact": "pk"}),
        Link("Reviews", "credentialreview", {"credential__id__exact": "pk"}),
        *of_learner(but="credential"),
    )
    list_select_related = ("program",)
    ordering = ("-issued", "-id")


@admin.register(CredentialChange)
class CredentialChangeAdmin(ReadOnlyAdmin):
    """What people did to credentials, and why; newest first."""

    list_display = ("credential", "action", "actor_id", "reason", "time")
    list_filter = ("action",)
    list_select_related = ("credential",)
    ordering = ("-id",)


@admin.register(CredentialReview)
class CredentialReviewAdmin(ReadOnlyAdmin):
    """Valid credentials whose requirements are no longer met; open ones first."""

    list_display = ("credential", "opened", "closed", "outcome")
    list_filter = (("closed", admin.EmptyFieldListFilter),)
    list_select_related = ("credential",)
    ordering = ("closed", "opened")
