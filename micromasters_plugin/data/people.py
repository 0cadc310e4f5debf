"""Define the result of erasing a person, and the texts about others that mention the person."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameMention:
    """A text that is about other people, and mentions or may mention the person by name.

    ``table`` is the table's name in the admin. ``words`` are the person's names that appear in the text. The other
    words of the text are not included.
    """

    table: str
    row_id: int
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The result of erasing a person. The numbers count rows. If no data about the person was stored, all counts are 0.

    ``redacted`` counts texts about others from which a name was removed. ``mentions`` lists texts that may still name
    the person, for example by first name alone. Staff must judge the texts in ``mentions``.
    """

    rows: int
    redacted: int
    mentions: tuple[NameMention, ...] = ()
