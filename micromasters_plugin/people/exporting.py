"""All that is kept of one person, as plain data for JSON: their answer to "what do you know of me?"."""

from __future__ import annotations

from micromasters_plugin.people.holdings import HOLDINGS


def person_data(user_id: int) -> dict[str, list[dict[str, object]]]:
    """Map each table's name to the person's rows in it, oldest first; tables without any are left out."""
    found = {holding.model._meta.verbose_name_plural: list(holding.rows(user_id).values()) for holding in HOLDINGS}
    return {str(name): rows for name, rows in found.items() if rows}
