"""Let templates read the fields of a value quickly."""

from __future__ import annotations


class Readable:
    """A value with fields for templates.

    Django looks up ``value["name"]`` before ``value.name``. Without this class, each lookup would raise an exception.
    """

    __slots__ = ()

    __getitem__ = object.__getattribute__
