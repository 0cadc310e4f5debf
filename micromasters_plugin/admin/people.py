"""Show people in the admin's lists by username, or by user id if there is no username.

Each page of a list takes one query.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from micromasters_plugin import api
from micromasters_plugin.admin.columns import ProgramColumn
from micromasters_plugin.programs.models import Program


class PersonColumn:
    """A list column with a person. ``path`` is the row's dotted attribute that holds the person's id."""

    def __init__(self, path: str, title: str):
        self.id_of: Callable[[Any], int | None] = attrgetter(path)
        self.short_description = title
        self.admin_order_field = path.replace(".", "__")
        self.__name__ = title.lower().replace(" ", "_")  # Django derives the cell's CSS class from this name

    def __call__(self, row: Any) -> str:
        """Return the username. Return the user id if there is no account or the page must not name people."""
        user_id = self.id_of(row)
        return row.usernames.get(user_id, str(user_id)) if user_id else "–"


#: This column fits rows with a ``user_id``.
LEARNER = PersonColumn("user_id", "Learner")
DECIDED_BY = PersonColumn("actor_id", "Decided by")


def named_people(page: Any) -> list[PersonColumn]:
    """Return the columns of a page's list that show people. Return [] if the page must not name people."""
    return [column for column in page.list_display if isinstance(column, PersonColumn)] if page.names_people else []


class PeopleChangeList(ChangeList):
    """Add the program keys to every row of a list. If the page may name people, also add the usernames."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        columns = [column for column in self.list_display if isinstance(column, PersonColumn)]
        ids = {user_id for row in self.result_list for column in columns if (user_id := column.id_of(row))}
        page: Any = self.model_admin
        names = api.usernames(ids) if page.names_people else {}
        has_program = any(isinstance(column, ProgramColumn) for column in self.list_display)
        keys = dict(Program.objects.values_list("pk", "key")) if has_program and self.result_list else {}
        for row in self.result_list:
            row.usernames = names
            row.program_keys = keys
