"""Read mappings of a definition whose names are values themselves, such as ``{A: 0.90, B: 0.80}``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from micromasters_plugin.domain.definition import LetterBand
from micromasters_plugin.programs.definition.document import Value
from micromasters_plugin.programs.definition.values import Remedy

T = TypeVar("T")

#: A letter grade has at most this many characters, so "A+", "Pass" and "Distinction" fit.
MAX_LETTER = 16


def read_mapping(
    read_name: Callable[[Value], str], read: Callable[[Value], T], *, name: str, value: str
) -> Callable[[Value], tuple[tuple[str, T], ...]]:
    """Return a reader for a non-empty mapping, which returns pairs in the order of the file.

    The reader notes each wrong or repeated name and each wrong value at its own place.

    Args:
        read_name: the reader of a name. read: the reader of a value. name: a description of a name. value: a
            description of a value.
    """

    def read_pairs(mapping: Value) -> tuple[tuple[str, T], ...]:
        if mapping.entries is None:
            raise ValueError
        if not mapping.entries:
            raise Remedy(f"empty: write at least one entry ({name}), or remove it")
        pairs: dict[str, T] = {}
        lines: dict[str, int] = {}
        for key, each in mapping.entries:
            text = _read(read_name, key, name)
            if text is not None and text in lines:
                key.refuse(f"written twice, first on line {lines[text]}: keep one")
                text = None
            item = _read(read, each, value)
            if text is not None:
                lines[text] = key.line
            if text is not None and item is not None:
                pairs[text] = item
        return tuple(pairs.items())

    return read_pairs


def _read(read: Callable[[Value], T], value: Value, expected: str) -> T | None:
    """Return the value, or note the problem and return None."""
    if value.is_null:
        value.refuse(f"has no value: expected {expected}; write one, or remove it")
        return None
    try:
        return read(value)
    except ValueError as error:
        message = f"expected {expected}, not {value}: mend it, or remove it"
        value.refuse(str(error) if isinstance(error, Remedy) else message)
        return None


def read_letters(read_ratio: Callable[[Value], Decimal]) -> Callable[[Value], tuple[LetterBand, ...]]:
    """Return a reader of a mapping such as ``{A: 0.90, B: 0.80}``.

    The letters differ, and each letter has a lower grade than the letter before.
    """

    def read(value: Value) -> tuple[LetterBand, ...]:
        if not value.entries:
            raise ValueError
        bands: list[LetterBand] = []
        for name, grade in value.entries:
            letter = (name.text or "").strip()
            if not 1 <= len(letter) <= MAX_LETTER or not letter.isprintable():
                name.refuse(f"expected a letter grade of 1 to {MAX_LETTER} characters, not {name}")
                continue
            if letter in (band.letter for band in bands):
                name.refuse(f"the letter {letter} is written twice: keep one")
            try:
                from_ratio = read_ratio(grade)
            except ValueError as error:
                grade.refuse(str(error) if isinstance(error, Remedy) else f"expected a grade from 0 to 1, not {grade}")
                continue
            if bands and from_ratio >= bands[-1].from_ratio:
                last = bands[-1]
                grade.refuse(f"not below {last.letter} from {last.from_ratio}: list the letters from the best down")
            bands.append(LetterBand(letter, from_ratio))
        return tuple(bands)

    return read
