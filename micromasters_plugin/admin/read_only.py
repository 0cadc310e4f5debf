"""Define the base of the admin's pages.

A page cannot add, change or delete rows, and links each row to related lists.
"""

from __future__ import annotations

import json
from copy import copy
from typing import Any

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import LogEntry
from django.core.exceptions import BadRequest
from django.db import connections, router
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from micromasters_plugin.admin.links import LINK_PARAMETERS, Link, list_links
from micromasters_plugin.admin.people import PeopleChangeList, named_people
from micromasters_plugin.admin.searching import is_id, matching, may_be_id, open_to, search_help
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.database.stored_text import encode_text
from micromasters_plugin.programs import roles

#: A list filter adds these suffixes to a field's name in the URL.
ENDINGS = ("", "__exact", "__id__exact", "__isnull", "__isempty")


class ReadOnlyAdmin(admin.ModelAdmin):
    """A page that shows rows to people with the view permission, and names people by username."""

    list_per_page = 50
    show_full_result_count = False

    class Media:
        css = {"all": ("micromasters/admin.css",)}
        js = ("micromasters/admin.js",)

    #: A search uses these lookups. Each lookup has an index. A search for people also takes a username or e-mail
    #: address.
    search_lookups: tuple[str, ...] = ()
    #: These links lead to related lists.
    links: tuple[Link, ...] = ()
    #: The value is False if the page must not name people. The page then shows and finds people only by user id.
    names_people = True

    def get_changelist(self, request: HttpRequest, **kwargs: object) -> type[PeopleChangeList]:
        return PeopleChangeList

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return self.search_lookups

    @property
    def search_help_text(self) -> str:  # type: ignore[override]
        return search_help(self.search_lookups, by_name=self.names_people)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        lookups = open_to(Actor.of_account(request.user), self.model, self.search_lookups)
        return queryset.filter(matching(self.model, lookups, term, by_name=self.names_people)), False

    def lookup_allowed(self, lookup: str, value: object, *request: HttpRequest) -> bool:
        """Let an address filter a list only by the list's filters and by the parameters of links.

        Other lookups would reveal data that the page hides.

        Raises:
            BadRequest: a number in the address is longer than any row's id.
        """
        is_link = lookup in LINK_PARAMETERS
        if is_link and not all(may_be_id(each) for each in (value if isinstance(value, list) else [value])):
            raise BadRequest("no row has such a number")
        return is_link or (lookup in self._filtering() and super().lookup_allowed(lookup, str(value), *request))

    def _filtering(self) -> set[str]:
        """Return the parameters that the list's filters use in addresses."""
        names = (str(each[0] if isinstance(each, (tuple, list)) else each) for each in self.list_filter)
        return {name + ending for name in names for ending in ENDINGS}

    def response_action(self, request: HttpRequest, queryset: QuerySet, *args: Any, **more: Any) -> Any:
        """Run an action on the chosen rows.

        Raises:
            BadRequest: a chosen id is not a possible row id.
        """
        if not all(is_id(each) for each in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest("no row has such a number")
        return super().response_action(request, queryset, *args, **more)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row with the viewer attached, so that ``related`` links only to pages that the viewer may see."""
        row = super().get_object(request, object_id, from_field)
        if row is not None:
            row.viewer = Actor.of_account(request.user)
        return row

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fields = [field for field in super().get_fields(request, obj) if field != "related"]
        return [*fields, *(["related"] if self.links or named_people(self) else [])]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), "related"]

    @admin.display(description="Related lists")
    def related(self, row: Any) -> SafeString:
        people = {column.short_description: column.id_of(row) for column in named_people(self)}
        return list_links(row, self.links, people, viewer=row.viewer)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> LogEntry:
        """Write the change to the admin's log, without characters that the log's table cannot store."""
        vendor, named = connections[router.db_for_write(LogEntry)].vendor, copy(obj)
        for name, value in list(vars(named).items()):
            if isinstance(value, str):
                setattr(named, name, encode_text(value, vendor))
        return super().log_change(request, named, encode_text(message, vendor))

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Return the actions that the person may use. Each action names its permission function."""
        actor = Actor.of_account(request.user)
        return {name: each for name, each in super().get_actions(request).items() if each and _is_open(each[0], actor)}

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return roles.may_see_rows(Actor.of_account(request.user), self.opts.label_lower)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_open(action: Any, actor: Actor) -> bool:
    return not hasattr(action, "may") or action.may(actor)


def pretty_json(value: object) -> SafeString:
    """Return indented JSON that people can read."""
    return preformatted(json.dumps(value, indent=2, ensure_ascii=False))


def folded(content: SafeString) -> SafeString:
    """Return a collapsed element for text that staff rarely need."""
    return format_html("<details><summary>Show</summary>{}</details>", content)


def preformatted(text: str) -> SafeString:
    """Return text with its line breaks and indentation. The continuation of a long line is indented further."""
    lines = ((len(line) - len(line.lstrip(" ")), line) for line in text.splitlines())
    return format_html(
        '<pre class="mm-text" dir="ltr">{}</pre>',
        format_html_join("", '<span style="--mm-indent: {}ch">{}\n</span>', lines),
    )
