"""Find every text that may name a person, in all text fields of the models.

The row of such a text may be about somebody else.

A new field is searched and redacted automatically, unless the field's subpackage declares an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Model

from micromasters_plugin.database.personal import Table
from micromasters_plugin.database.text_index import with_text
from micromasters_plugin.people.naming import Names
from micromasters_plugin.people.tables import TABLES
from micromasters_plugin.platform.retirement import get_retirement

#: One query reads at most this many texts.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Text:
    """One column. With ``is_listed_only``, names in the column are listed but not redacted."""

    model: type[Model]
    column: str
    is_json: bool
    is_listed_only: bool


@dataclass(frozen=True, slots=True)
class Found:
    """A text that names a person.

    The words in ``certain`` name only this person. The words in ``mentions`` may name this person.
    """

    text: Text
    row_id: int
    certain: tuple[str, ...]
    mentions: tuple[str, ...]

    @property
    def is_redacted(self) -> bool:
        """Tell whether an erasure of the person changes the text."""
        return bool(self.certain) and not self.text.is_listed_only


def names_of(user_id: int) -> Names:
    """Return a person's names on the platform and on the person's credentials."""
    retirement = get_retirement()
    printed = apps.get_model("micromasters", "Credential").objects.filter(user_id=user_id, erased__isnull=True)
    return Names(
        identifiers=retirement.identifiers(user_id),
        full_names=[*retirement.full_names(user_id), *printed.values_list("name", flat=True)],
    )


def all_texts() -> list[Text]:
    """Return every searched column of this package's tables and of the Django admin's log."""
    declared = {table.model: table for table in TABLES}
    tables = [declared[model] for model in apps.get_app_config("micromasters").get_models()]
    if apps.is_installed("django.contrib.admin"):
        tables.append(Table(apps.get_model("admin", "LogEntry"), machine_texts=("object_id",)))
    return [
        Text(table.model, field.attname, isinstance(field, models.JSONField), field.name in table.published_texts)
        for table in tables
        for field in table.model._meta.concrete_fields
        if is_text(field) and field.name not in table.machine_texts
    ]


def is_text(field: Any) -> bool:
    """Tell whether a field takes free text. A field with choices does not take free text."""
    return isinstance(field, models.CharField | models.TextField | models.JSONField) and not field.choices


def find(names: Names) -> Iterator[Found]:
    """Yield the texts that name the person. Read without a lock, and skip empty texts."""
    for text in all_texts() if names else ():
        for row_id, value in _values(text):
            words = names.found_in(value), names.mentions(value)
            if any(words):
                yield Found(text, row_id, *(tuple(each) for each in words))


def redact(text: Text, row_id: int, names: Names) -> bool:
    """Lock one row, and remove the names from its text. Return True if the text had such names."""
    rows = text.model._default_manager.filter(pk=row_id)
    value = rows.select_for_update().values_list(text.column, flat=True).first()
    if value is None:
        return False
    redacted = names.redact_json(value) if text.is_json else names.redact(value)
    if redacted == value:
        return False
    field = text.model._meta.get_field(text.column)
    if isinstance(redacted, str) and isinstance(field, models.CharField):
        redacted = redacted[: field.max_length]
    rows.update(**{text.column: redacted})
    return True


def _values(text: Text) -> Iterator[tuple[int, str]]:
    rows = text.model._default_manager.order_by()
    rows = rows if text.is_json else rows.filter(with_text(text.model, text.column))
    for row_id, value in rows.values_list("pk", text.column).iterator(chunk_size=CHUNK):
        for each in _strings(value):
            yield row_id, each


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value, including the names of fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, each in value.items():
            yield name
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
