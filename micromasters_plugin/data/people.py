"""The result of erasing a person, and mentions of the person in texts about others."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameMention:
    """A text about other people that mentions or may mention a person by name.

    ``table`` is the table's name in the admin. ``words`` are the names of the person as they appear in the text. The
    rest of the text is not included.
    """

    table: str
    row_id: int
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The result of erasing a person, in counts of rows. All counts are 0 if no data about the person was stored.

    ``redacted`` counts texts about others from which a name was removed. ``mentions`` lists texts that may still name
    the person, for example by first name alone. Staff must judge these texts.
    """

    rows: int
    redacted: int
    mentions: tuple[NameMention, ...] = ()
