"""Store any text from outside the package in columns: names, titles, reasons, errors, payloads.

Without utf8mb4, a MySQL connection refuses a row that has a character beyond U+FFFF. Django 4.2 does not use utf8mb4 by
default. A refused row would lose a credential or the record of a failure. On MySQL, the columns store a character
beyond U+FFFF in a form such as ``&#x1F600;``. A read converts the form back. A character that no database can store
becomes U+FFFD.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

#: This character replaces a character that cannot be stored.
LOST = "\N{REPLACEMENT CHARACTER}"

_SURROGATE = re.compile("[\ud800-\udfff]")
_BEYOND = re.compile("[\U00010000-\U0010ffff]|&(?=#x)")
_KEPT = re.compile("&#x([0-9A-F]{2,6});")


def encode_text(text: str, vendor: str, max_length: int | None = None) -> str:
    """Return the form of ``text`` that a database of that ``vendor`` accepts. Equal texts give equal results.

    Args:
        max_length: the maximum length of the column. If the encoded text is longer than the column, all characters
            beyond U+FFFF are replaced.
    """
    if text.isascii() and "\0" not in text and "&#x" not in text:
        return text
    text = _SURROGATE.sub(LOST, text)
    if vendor == "postgresql":
        return text.replace("\0", LOST)
    if vendor != "mysql":
        return text
    encoded = _BEYOND.sub(lambda found: f"&#x{ord(found[0]):X};", text)
    return (
        encoded if max_length is None or len(encoded) <= max_length else re.sub("[\U00010000-\U0010ffff]", LOST, text)
    )


def decode_text(encoded: str) -> str:
    """Return the original of a text that ``encode_text`` encoded for MySQL."""
    return _KEPT.sub(lambda found: chr(int(found[1], 16)), encoded) if "&#x" in encoded else encoded


class _Stored:
    """A mixin for a text field. Put the mixin before the field in the list of base classes."""

    max_length: int | None

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> Any:
        value = super().get_db_prep_value(value, connection, prepared)  # type: ignore[misc]
        return encode_text(value, connection.vendor, self.max_length) if isinstance(value, str) else value

    def get_db_converters(self, connection: BaseDatabaseWrapper) -> list[Any]:
        converters = super().get_db_converters(connection)  # type: ignore[misc]
        return [*converters, _read] if connection.vendor == "mysql" else converters


def _read(value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
    return decode_text(value) if isinstance(value, str) else value


class StoredCharField(_Stored, models.CharField):
    """A short text from outside the package."""


class StoredTextField(_Stored, models.TextField):
    """A long text from outside the package."""
