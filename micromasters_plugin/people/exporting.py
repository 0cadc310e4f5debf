"""Export all data about one person as plain JSON. By law, a person can request this export."""

from __future__ import annotations

from dataclasses import asdict

from django.db.models import Model

from micromasters_plugin.people import texts
from micromasters_plugin.people.admin_log import entries_about
from micromasters_plugin.people.erasing import places_of
from micromasters_plugin.people.tables import HOLDINGS, TABLES

#: The export has these columns of the admin's log. The export omits the staff member, because the id is another
#: person's data.
OF_THE_LOG = ("id", "action_time", "object_repr", "change_message")


def person_data(user_id: int) -> dict[str, list[dict[str, object]]]:
    """Return the person's rows by the table's name, oldest first. Omit tables without such rows.

    ``acts as staff`` lists the rows in which the person acted on somebody else. ``named in`` lists words that name or
    may name the person, in texts about others.
    """
    found: dict[str, list[dict[str, object]]] = {
        _name(holding.model): list(holding.rows(user_id).values()) for holding in HOLDINGS
    }
    entries = entries_about(user_id)
    found["admin log"] = list(entries.values(*OF_THE_LOG)) if entries is not None else []
    found["acts as staff"] = [
        {"table": _name(table.model), "id": row_id, "named_in": column}
        for table in TABLES
        for column in table.acts
        for row_id in table.model._default_manager.filter(**{column: user_id})
        .order_by("id")
        .values_list("id", flat=True)
    ]
    own = {(_name(holding.model), row["id"]) for holding in HOLDINGS for row in found[_name(holding.model)]}
    own |= {("log entries", row["id"]) for row in found["admin log"]}
    places = places_of(list(texts.find(texts.names_of(user_id))))
    found["named in"] = [asdict(place) for place in places if (place.table, place.row_id) not in own]
    return {name: rows for name, rows in found.items() if rows}


def _name(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)
