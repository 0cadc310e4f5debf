"""The result of erasing a person, and texts about others that name them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NameMention:
    """A text about others that names or may name a person: the table's name in the admin, the row and the column.

    ``words`` are the person's names as they stand in the text. Nothing else of the text is kept.
    """

    table: str
    row_id: int
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The result of erasing a person, in counts of rows. All are 0 if there was nothing about them.

    ``redacted`` counts texts about others that lost a name. ``to_look_at`` lists texts that may still name the person,
    for example by first name alone. Staff must judge them.
    """

    rows: int
    redacted: int
    mentions: tuple[NameMention, ...] = ()
