"""Find and remove a person's username, e-mail address and full name in a text that others wrote. Pure.

The search ignores case, accents, width, and spaces and punctuation between the words of a name. It also finds letters
that are written as escapes. Only whole words match: Ann is not found in Annual. ``folding`` compares texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from micromasters_plugin.people.folding import fold, readings

#: The mark that replaces a name.
MARK = "[erased]"

#: Scripts written without spaces, in which nothing tells where a word ends.
UNSPACED = re.compile(r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF]")

#: The parts of Korean syllables. Particles follow a name without a space.
KOREAN = re.compile(r"[\u1100-\u11FF]")

#: Patterns before and after a whole username or address. They exclude characters that could make it longer.
BEFORE, AFTER = r"(?<!\w)(?<!\w[.@+-])", r"(?!\w)(?![.@+-]\w)"

#: Patterns before and after a whole word. An underscore ends a word.
BEGIN, END = r"(?<![^\W_])", r"(?![^\W_])"

#: The characters between two words of a name, such as spaces, line breaks and punctuation, and those within a word.
APART, WITHIN = r"[\W_]{1,20}", r"[\W_]{0,20}"


class Names:
    """A person's names. ``redact`` removes names that are surely theirs; ``mentions`` finds words that may be."""

    def __init__(self, *, identifiers: Iterable[str], full_names: Iterable[str]) -> None:
        """Prepare the search.

        Args:
            identifiers: usernames and e-mail addresses.
            full_names: a name of a single word may be anybody's, so ``mentions`` finds it and ``redact`` leaves it. A
                name without a visible character is ignored.
        """
        certain: set[str] = set()
        uncertain: set[str] = set()
        for text in identifiers:
            if seen := fold(text).strip():
                certain.add(BEFORE + re.escape(seen) + AFTER)
                uncertain.add(_whole([seen]))
        for name in full_names:
            words = [word for word in fold(name).split() if not _is_punctuation(word)]
            if len(words) > 1:
                certain.add(_whole(words))
            uncertain.update(_whole([word]) for word in words if sum(map(str.isalnum, word)) > 1)
        self._certain = _any_of(certain)
        self._uncertain = _any_of(uncertain)

    def __bool__(self) -> bool:
        return self._certain is not None or self._uncertain is not None

    def redact(self, text: str) -> str:
        """Return ``text`` with a mark in place of each name that is surely the person's."""
        if self._certain is None:
            return text
        spans = _spans(self._certain, text)
        if not spans:
            return text
        parts, after = [], 0
        for start, end in spans:
            parts += [text[after:start], MARK]
            after = end
        return "".join((*parts, text[after:]))

    def redact_json(self, value: Any) -> Any:
        """Return the same JSON with every text redacted, names of fields included."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, list):
            return [self.redact_json(each) for each in value]
        if isinstance(value, dict):
            return {self.redact(name): self.redact_json(each) for name, each in value.items()}
        return value

    def mentions(self, text: str) -> list[str]:
        """Return single words of the person's names that ``redact`` leaves in ``text``, once each and in order.

        Also a username or address that is part of a longer word, such as ``ann`` in ``ann_b``.
        """
        return _found(self._uncertain, self.redact(text))

    def found_in(self, text: str) -> list[str]:
        """Return the names that ``redact`` removes, as ``text`` has them, once each and in order."""
        return _found(self._certain, text)


def _found(pattern: re.Pattern[str] | None, text: str) -> list[str]:
    if pattern is None:
        return []
    return list(dict.fromkeys(text[start:end] for start, end in _spans(pattern, text)))


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return the places in ``text`` that match in any reading, in order. Overlapping places are joined.

    Marks from an earlier redaction are left out.
    """
    found: list[tuple[int, int]] = []
    places = (folded.place(*match.span()) for folded in readings(text) for match in pattern.finditer(folded.text))
    for start, end in sorted(places):
        if text[max(start - 1, 0) : end + 1] == MARK:
            continue
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _whole(words: list[str]) -> str:
    """Return a pattern for a name as whole words. Punctuation within a word is optional: O'Neil, ONeil."""
    inner = [WITHIN.join(map(re.escape, re.findall(r"[^\W_]+", word))) or re.escape(word) for word in words]
    name = "".join(words)
    if UNSPACED.search(name):
        return WITHIN.join(inner)
    if KOREAN.search(name):
        return BEGIN + WITHIN.join(inner) + (END if len(words) == 1 else r"(?![\u1160-\u11FF])")
    return BEGIN + APART.join(inner) + END


def _is_punctuation(word: str) -> bool:
    return all(unicodedata.category(char)[0] == "P" for char in word)


def _any_of(patterns: set[str]) -> re.Pattern[str] | None:
    """Return a pattern for any of these, longest first: an address may begin with a username."""
    ordered = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(ordered)) if ordered else None
