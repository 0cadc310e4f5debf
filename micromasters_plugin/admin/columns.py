"""Define the columns and filters that several lists of the admin share."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext


class ProgramColumn:
    """A list column with the program's key. ``path`` is the row's dotted attribute that holds the program's id."""

    short_description = "Program"
    __name__ = "program"  # Django derives the cell's CSS class from the name

    def __init__(self, path: str):
        self.id_of = attrgetter(path)
        self.admin_order_field = path.replace(".", "__")

    def __call__(self, row: Any) -> str:
        """Return the program's key, or the program's id if the program is gone."""
        program_id = self.id_of(row)
        return row.program_keys.get(program_id, str(program_id))


#: This column fits rows with a ``program_id``.
PROGRAM = ProgramColumn("program_id")


class IsSetFilter(admin.EmptyFieldListFilter):
    """A filter that separates rows with a date from rows without a date.

    The choices are "Yes" and "No", instead of Django's "Not empty" and "Empty".
    """

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            display = str(choice["display"])  # Django 5 may append the number of rows
            for django_says, said in (("Not empty", "Yes"), ("Empty", "No")):
                display = display.replace(gettext(django_says), gettext(said))
            yield {**choice, "display": display}
