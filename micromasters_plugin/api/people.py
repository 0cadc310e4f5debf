"""Find people by name, export a person's data, and erase a person's data."""

from __future__ import annotations

from collections.abc import Collection

from micromasters_plugin.data import Actor
from micromasters_plugin.people.erasing import erase_person
from micromasters_plugin.people.exporting import person_data
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.programs import roles

__all__ = ["erase_person", "export_person", "find_people", "usernames"]


def export_person(user_id: int, *, actor: Actor) -> dict[str, list[dict[str, object]]]:
    """Return all data about a person. The result maps each table's name to rows, oldest first.

    The function writes nothing.

    Raises:
        NotAllowedError: the actor may not export the data.
    """
    roles.require(roles.may_export_people, actor)
    return person_data(user_id)


def usernames(user_ids: Collection[int]) -> dict[int, str]:
    """Map the ids of existing accounts to usernames, for staff who may see usernames.

    The function takes one query, or no query if ``user_ids`` is empty.
    """
    return get_people().usernames(list(user_ids)) if user_ids else {}


def find_people(name: str) -> list[int]:
    """Return the ids of all people whose username or e-mail address is exactly ``name``.

    At most two people match ``name``.
    """
    return get_people().find_people(name) if name else []
