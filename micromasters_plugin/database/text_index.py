"""Define an index that finds the few rows with a non-empty text, such as an error.

On PostgreSQL and SQLite, the index is partial. MySQL and MariaDB lack partial indexes, so the index there covers the
first character of a text. The index finds a text whose first character sorts after an exclamation mark.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class TextIndex(models.Index):
    """An index on one text column, for ``with_text``."""

    def __init__(self, *, column: str, name: str) -> None:
        self.column = column
        super().__init__(fields=[column], name=name, condition=models.Q(**{f"{column}__gt": ""}))

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, using: str = "", **kwargs: Any
    ) -> Any:
        if schema_editor.connection.vendor != "mysql":
            return super().create_sql(model, schema_editor, using, **kwargs)
        quote = schema_editor.quote_name
        _, name = model._meta.get_field(self.column).get_attname_column()  # type: ignore[union-attr]
        column = quote(name or self.column)
        return f"CREATE INDEX {quote(self.name)} ON {quote(model._meta.db_table)} ({column}(1))"

    def deconstruct(self) -> tuple[str, tuple[()], dict[str, str]]:
        path, _, _ = super().deconstruct()
        return path, (), {"column": self.column, "name": self.name}


def with_text(model: type[models.Model], column: str) -> models.Q:
    """Return the condition that a row has a text in ``column``.

    The query uses the ``TextIndex`` of the column if the column has a ``TextIndex``.

    On MySQL, the index finds only a text that begins with a letter. All texts that this package writes begin with a
    letter. A text that begins with a control character sorts before an empty text. If the column has no index, the
    condition matches every non-empty text.
    """
    if not any(isinstance(each, TextIndex) and each.column == column for each in model._meta.indexes):
        return ~models.Q(**{column: ""})
    return models.Q(**{f"{column}__gt": "!" if connection.vendor == "mysql" else ""})
