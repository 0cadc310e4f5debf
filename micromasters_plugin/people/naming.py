"""Find and remove a person's username, e-mail address and full name in a text that others wrote. Pure.

Case, accents and width make no difference. Only whole words match: Ann is not found in Annual.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

#: The mark that replaces a name.
MARK = "[erased]"

#: Categories that are ignored in comparisons: accents and invisible characters.
UNSEEN = frozenset({"Mn", "Me", "Cf"})

#: Controls become spaces.
CONTROLS = dict.fromkeys((*range(32), 127), " ")

#: Scripts written without spaces, in which nothing tells where a word ends.
UNSPACED = re.compile(r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF]")

#: The surroundings of a whole username or address: no character that could belong to a longer one.
BEFORE, AFTER = r"(?<![\w+-])(?<!\w[.@])", r"(?![\w+-])(?![.@]\w)"


class Names:
    """A person's names. ``redact`` removes certain names; ``mentions`` finds words that may name somebody else."""

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
                forms = {seen, fold(quote(text.strip(), safe=""))}
                certain.update(BEFORE + re.escape(form) + AFTER for form in forms)
        for name in full_names:
            words = fold(name).split()
            if len(words) > 1:
                certain.add(_whole(words))
            uncertain.update(_whole([word]) for word in words if len(word) > 1)
        self._certain = _any_of(certain)
        self._uncertain = _any_of(uncertain)

    def __bool__(self) -> bool:
        return self._certain is not None or self._uncertain is not None

    def redact(self, text: str) -> str:
        """Return ``text`` with a mark in place of each certain name; the same text if there is none."""
        if self._certain is None:
            return text
        inside = _as_json(text)
        if inside is not None:
            redacted = self.redact_json(inside)
            return text if redacted == inside else json.dumps(redacted)
        return self._redact(text)

    def redact_json(self, value: Any) -> Any:
        """Return the same JSON with every text redacted, names of fields included."""
        if isinstance(value, str):
            return self._redact(value)
        if isinstance(value, list):
            return [self.redact_json(each) for each in value]
        if isinstance(value, dict):
            return {self._redact(name): self.redact_json(each) for name, each in value.items()}
        return value

    def mentions(self, text: str) -> list[str]:
        """Return single words of the person's names that ``redact`` leaves in ``text``, once each and in order."""
        if self._uncertain is None:
            return []
        inside = _as_json(text)
        text = self.redact(text) if inside is None else json.dumps(self.redact_json(inside), ensure_ascii=False)
        return list(dict.fromkeys(text[start:end] for start, end in _spans(self._uncertain, text)))

    def found_in(self, text: str) -> list[str]:
        """Return the certain names as ``text`` has them, once each and in order."""
        if self._certain is None:
            return []
        inside = _as_json(text)
        text = text if inside is None else json.dumps(inside, ensure_ascii=False)
        return list(dict.fromkeys(text[start:end] for start, end in _spans(self._certain, text)))

    def _redact(self, text: str) -> str:
        assert self._certain is not None
        parts, after = [], 0
        for start, end in _spans(self._certain, text):
            parts += [text[after:start], MARK]
            after = end
        return "".join((*parts, text[after:])) if parts else text


def fold(text: str) -> str:
    """Return ``text`` without case, accents, width and invisible characters; controls become spaces."""
    return "".join(_folded(char) for char in text) if not text.isascii() else _ascii(text)


def _ascii(text: str) -> str:
    return text.lower().translate(CONTROLS)


def _folded(char: str) -> str:
    if unicodedata.category(char) == "Cc":
        return " "
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold())
    return "".join(each for each in plain if unicodedata.category(each) not in UNSEEN)


def _spans(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the places in ``text`` whose folded form matches the pattern, except in marks that are there already."""
    folded = fold(text)
    places: list[int] | None = None
    for match in pattern.finditer(folded):
        start, end = match.span()
        if len(folded) != len(text) or not text.isascii():
            places = places or [place for place, char in enumerate(text) for _ in _folded(char)]
            start, last = places[start], places[end - 1]
            end = max(last + 1, places[end] if end < len(places) else len(text))
        if text[max(start - 1, 0) : end + 1] != MARK:
            yield start, end


def _whole(words: list[str]) -> str:
    inner = r"\W{1,3}".join(re.escape(word) for word in words)
    is_unspaced = UNSPACED.search("".join(words))
    return inner if is_unspaced else rf"(?<!\w){inner}(?!\w)"


def _any_of(patterns: set[str]) -> re.Pattern[str] | None:
    """The longest first, so that an address is not taken for the username that it begins with."""
    ordered = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
    return re.compile("|".join(ordered)) if ordered else None


def _as_json(text: str) -> Any:
    """Return the value of a text that is JSON, which may write letters as escapes; None for any other text."""
    if "\\u" not in text or text[:1] not in ("[", "{", '"'):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
