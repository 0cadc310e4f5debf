"""What erasing a person did, and where others' texts name them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedIn:
    """A text about others that names a person, or may: the table as the admin calls it, the row and its column.

    ``words`` are the person's names as they stand there, and nothing else of the text.
    """

    table: str
    row_id: int
    column: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing somebody did, in counts of rows; all 0 for somebody of whom nothing was kept, or no longer.

    ``redacted`` counts others' texts from which a name was taken. ``to_look_at`` are texts that may still name the
    person, such as by a first name alone: a person has to judge.
    """

    rows: int
    redacted: int
    to_look_at: tuple[NamedIn, ...] = ()
