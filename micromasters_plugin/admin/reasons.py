"""Define actions on the admin's lists.

Each action names the chosen rows and the effect, requires a reason, and is logged.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from micromasters_plugin import api
from micromasters_plugin.admin.people import named_people
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import MicromastersError

#: A change takes the chosen rows, the actor and the reason, and returns the message for the actor. Errors of this
#: package become messages, too.
Change = Callable[[list[Any], Actor, str], str]

#: The confirmation page names at most this many rows.
NAMED = 50


#: The page shows this message if the chosen rows changed after the count.
CHANGED = "the chosen rows changed after the count. There are {} rows now: choose again."


class ReasonForm(forms.Form):
    """A form with a field for the reason."""

    reason = forms.CharField(
        max_length=1000,
        label="Reason",
        help_text="The reason is stored with the decision, and only staff see the reason.",
        error_messages={"required": "Nothing was done: give a reason."},
        widget=forms.Textarea(attrs={"rows": 3, "cols": 60, "autofocus": True}),
    )

    def clean_reason(self) -> str:
        """Return the reason as one line, which is how the reason is stored.

        Refuse a reason without a visible character.
        """
        reason = one_line(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(self.fields["reason"].error_messages["required"], "required")
        return reason


def reasoned_action(
    description: str, may: Callable[[Actor], bool], follows: str
) -> Callable[[Change], Callable[..., Any]]:
    """Turn a change into an action that requires a reason.

    The reason comes from a separate page, and is logged for each row.

    ``may`` is the permission function of the action. ``follows`` describes the action's consequence.
    """

    def decorate(change: Change) -> Callable[..., Any]:
        @admin.action(description=description)
        @wraps(change)
        def action(page: Any, request: HttpRequest, queryset: QuerySet) -> TemplateResponse | None:
            rows = list(queryset)
            if not rows:
                page.message_user(request, "Nothing was done: the chosen rows do not exist any more.", messages.ERROR)
                return None
            form = ReasonForm(request.POST if "reason" in request.POST else None)
            if not form.is_valid():
                return ask_for_reason(page, request, rows, form, description=description, follows=follows)
            if not _are_counted_rows(request, rows):
                page.message_user(request, f"Nothing was done: {CHANGED.format(len(rows))}", messages.ERROR)
                return None
            reason = form.cleaned_data["reason"]
            try:
                done = change(rows, Actor.of_account(request.user), reason)
            except MicromastersError as error:
                page.message_user(request, f"Nothing was done: {error}.", messages.ERROR)
                return None
            for row in rows:
                page.log_change(request, row, f"{description}: {reason}")
            page.message_user(request, done, messages.SUCCESS)
            return None

        action.may = may  # type: ignore[attr-defined]
        return action

    return decorate


def ask_for_reason(
    page: Any, request: HttpRequest, rows: list[Any], form: ReasonForm, *, description: str, follows: str
) -> TemplateResponse:
    """Return the page that names the rows and the consequence, and has a field for the reason.

    The page's form posts to the list.
    """
    named = rows[:NAMED]
    people = [{user_id for column in named_people(page) if (user_id := column.id_of(row))} for row in named]
    names = api.usernames(set().union(*people))
    context = {
        **page.admin_site.each_context(request),
        "title": description,
        "opts": page.opts,
        "media": page.media,
        "follows": follows,
        "form": form,
        "named": [
            (row, [_isolated(names[id_]) for id_ in ids if id_ in names])
            for row, ids in zip(named, people, strict=True)
        ],
        "count": len(rows),
        "counted": digest_of_rows(rows),
        "others": len(rows) - NAMED,
        "chosen": request.POST.getlist("_selected_action"),
        "action": request.POST["action"],
        "select_across": request.POST.get("select_across", "0"),
        "back": request.get_full_path(),
    }
    return TemplateResponse(request, "micromasters/admin/reason.html", context)


def _isolated(name: str) -> str:
    """Return a name inside Unicode isolates, so that its writing direction does not affect the other text."""
    return name if name.isascii() else f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"


def _are_counted_rows(request: HttpRequest, rows: list[Any]) -> bool:
    """Tell whether ``rows`` are the rows that the person saw before the confirmation."""
    if request.POST.get("select_across") == "1":
        return request.POST.get("counted") == digest_of_rows(rows)
    return {str(row.pk) for row in rows} == set(request.POST.getlist("_selected_action"))


def digest_of_rows(rows: list[Any]) -> str:
    """Return a digest of the rows' ids. The digest shows whether "all" means other rows when the person confirms."""
    return sha256(" ".join(sorted(str(row.pk) for row in rows)).encode()).hexdigest()


def counted(number: int, one: str, many: str) -> str:
    """Return the number with the noun ``one`` if the number is 1, and with the noun ``many`` otherwise."""
    return f"{number} {one if number == 1 else many}"
