"""Actions of the admin's lists: each asks for a reason, acts through the API, and is kept in the admin's log."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.db.models import QuerySet
from django.http import HttpRequest

from micromasters_plugin.exceptions import MicromastersError

#: (the chosen rows, id of who decided, reason) → what to tell that person. What it raises is told as well.
Change = Callable[[list[Any], int, str], str]


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
            rows = list(queryset)
            try:
                done = change(rows, int(request.user.pk or 0), reason)
            except MicromastersError as error:
                page.message_user(request, f"Nothing was done: {error}.", messages.ERROR)
                return
            for row in rows:
                page.log_change(request, row, f"{description}: {reason}")
            page.message_user(request, done, messages.SUCCESS)

        return action

    return decorate
