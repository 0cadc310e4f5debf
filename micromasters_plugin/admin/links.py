"""Link a row of the admin to related lists. The lists are filtered by the row's learner, program or credential."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import get_user_model
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.programs import roles

#: Links filter the lists by these URL parameters.
LINK_PARAMETERS = frozenset(
    (
        "user_id",
        "program_id",
        "program__id__exact",
        "credential__id__exact",
        "cycle__program__id__exact",
        "order__id__exact",
    )
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another model's list.

    ``filters`` maps each parameter in the link's address to the row's attribute with the value, such as ``user_id``.
    """

    text: str
    model: str
    filters: Mapping[str, str]

    def address(self, row: Any) -> str:
        """Return the address of the list for one row."""
        values = {parameter: attrgetter(attribute)(row) for parameter, attribute in self.filters.items()}
        assert values.keys() <= LINK_PARAMETERS
        return f"{reverse(f'admin:micromasters_{self.model}_changelist')}?{urlencode(values)}"


def learner_links(*, program: str = "program_id", except_model: str = "") -> tuple[Link, ...]:
    """Return links to lists about a learner in a program, except the list of ``except_model``.

    ``program`` is the path of the program's id.
    """
    of_both = {"user_id": "user_id", "program__id__exact": program}
    links = (
        Link("Standing", "standing", of_both),
        Link("Credentials", "credential", of_both),
        Link("Overrides", "override", of_both),
        Link("Ledger entries", "ledgerentry", of_both),
        Link("Candidacy", "candidate", {"user_id": "user_id", "cycle__program__id__exact": program}),
        Link("Work", "work", of_both),
        Link("Orders", "order", {"user_id": "user_id", "program_id": program}),
        Link("Exam attempts", "examevent", {"user_id": "user_id"}),
    )
    return tuple(link for link in links if link.model != except_model)


def list_links(row: Any, links: tuple[Link, ...], people: Mapping[str, int | None], *, viewer: Actor) -> SafeString:
    """Return the row's people and the links that ``viewer`` may follow, or a dash.

    ``people`` maps each label to a user id or None.
    """
    open_links = [link for link in links if roles.may_see_rows(viewer, f"micromasters.{link.model}")]
    is_open = roles.may_see_rows(viewer, get_user_model()._meta.label_lower)
    known_people = {title: user_id for title, user_id in people.items() if user_id}
    if not open_links and not known_people:
        return format_html("{}", "–")
    names = api.usernames(sorted(set(known_people.values()))) if known_people else {}
    accounts = (
        (title, _account(user_id, names.get(user_id), is_link=is_open)) for title, user_id in known_people.items()
    )
    addresses = ((link.address(row), link.text) for link in open_links)
    return format_html(
        "<ul>{}{}</ul>",
        format_html_join("", "<li>{}: {}</li>", accounts),
        format_html_join("", '<li><a href="{}">{}</a></li>', addresses),
    )


def _account(user_id: int, username: str | None, *, is_link: bool) -> SafeString:
    if username is None:
        return format_html("no account with the number {}", user_id)
    if not is_link:
        return format_html("{}", username)
    try:
        address = reverse(f"admin:{get_user_model()._meta.label_lower.replace('.', '_')}_change", args=(user_id,))
    except NoReverseMatch:
        return format_html("{}", username)
    return format_html('<a href="{}">{}</a>', address, username)
