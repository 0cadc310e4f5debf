"""Actions of the admin's lists that ask for a reason and keep it in the admin's own log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

#: (queryset of the chosen rows, reason) → what to tell the person
Change = Callable[[QuerySet, str], str]


class ReasonForm(ActionForm):
    """The list's form of actions, with a field for the reason."""

    reason = forms.CharField(required=False, max_length=200, label="Reason:")


def reasoned_action(description: str, permission: str) -> Callable[[Change], Callable[..., None]]:
    """Make an action of a change: refused without a reason, logged with each chosen row.

    ``permission`` is the word in the page's ``has_<permission>_permission``.
    """

    def decorate(change: Change) -> Callable[..., None]:
        @admin.action(description=description, permissions=[permission])
        @wraps(change)
        def action(page: admin.ModelAdmin[Any], request: HttpRequest, queryset: QuerySet) -> None:
            reason = request.POST.get("reason", "").strip()
            if not reason:
                page.message_user(request, "Nothing was done: give a reason.", messages.ERROR)
                return
            for row in queryset:
                page.log_change(request, row, f"{description}: {reason}")
            page.message_user(request, change(queryset, reason), messages.SUCCESS)

        return action

    return decorate
