"""What several lists of the admin show and narrow alike: a program by its key, a date by whether it is set."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils.translation import gettext


class ProgramColumn:
    """A column of a list: the program's key. ``path`` leads from a row to the program's id, by attributes with dots."""

    short_description = "Program"
    __name__ = "program"  # Django makes the cell's class of it

    def __init__(self, path: str):
        self.id_of = attrgetter(path)
        self.admin_order_field = path.replace(".", "__")

    def __call__(self, row: Any) -> str:
        """Return the key, or the number of a program that is gone."""
        program_id = self.id_of(row)
        return row.program_keys.get(program_id, str(program_id))


#: The program of most rows.
PROGRAM = ProgramColumn("program_id")


class IsSetFilter(admin.EmptyFieldListFilter):
    """Narrows by whether a date is set: under "By done" stand yes and no, where Django says "not empty" and "empty"."""

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        for choice in super().choices(changelist):
            display = str(choice["display"])  # with Django 5 a count may follow
            for django_says, said in (("Not empty", "Yes"), ("Empty", "No")):
                display = display.replace(gettext(django_says), gettext(said))
            yield {**choice, "display": display}
