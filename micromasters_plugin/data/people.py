"""The result of erasing a person, and places where others' texts name them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A text about others that names or may name a person: the table as the admin calls it, the row and the column.

    ``words`` are the person's names as the text has them, and nothing else of it.
    """

    table: str
    row_id: int
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """The result of erasing somebody, in counts of rows; all 0 if nothing was kept about them.

    ``redacted`` counts others' texts from which a name was removed. ``to_look_at`` lists texts that may still name the
    person, such as by a first name alone. Staff must judge them.
    """

    rows: int
    redacted: int
    to_look_at: tuple[NamedIn, ...] = ()
