"""What is kept of a person: given out on request, and erased."""

from __future__ import annotations

from micromasters_plugin.people.erasing import erase_person
from micromasters_plugin.people.exporting import person_data

__all__ = ["erase_person", "export_person"]


def export_person(user_id: int) -> dict[str, list[dict[str, object]]]:
    """Return all that is kept of a person: table's name → rows, oldest first. Writes nothing."""
    return person_data(user_id)
