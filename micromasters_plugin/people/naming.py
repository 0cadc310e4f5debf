"""Find and remove a person's username, e-mail address and full name in a text that others wrote. The code is pure.

The search ignores case, accents, width, and spaces and punctuation between the words of a name. The search also finds
letters that are written as escapes. Only whole words match, so Annual does not match Ann. ``folding`` compares texts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from micromasters_plugin.people.folding import fold, readings

#: This mark replaces a name.
MARK = "[erased]"

#: These scripts have no spaces between words.
UNSPACED_RANGES = (
    r"\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3040-\u30FF\u3400-\u9FFF\uA9E0-\uA9FF\uAA60-\uAA7F"
    r"\uF900-\uFAFF\U00020000-\U0003FFFF"
)
UNSPACED = re.compile(f"[{UNSPACED_RANGES}]")

#: The first ranges are parts of Korean syllables (jamo), and the second ranges are the parts that begin no syllable.
#: Particles follow a Korean name without a space.
KOREAN_RANGES, KOREAN_INNER = r"\u1100-\u11FF\uA960-\uA97F\uD7B0-\uD7FF", r"\u1160-\u11FF\uD7B0-\uD7FF"
KOREAN = re.compile(f"[{KOREAN_RANGES}]")

#: No Korean name ends with these particles and titles, so a name of three syllables can precede a particle.
PARTICLES = "|".join(map(fold, ("는", "를", "을", "와", "과", "의", "님", "씨", "에게", "께서")))

#: Like marks, these letters only continue a syllable: vowels of Thai and Lao, and the long vowel of Japanese.
CONTINUING = "\u0e30\u0e32\u0e45\u0eb0\u0eb2\u30fc"

#: These letters do not count for the length of a name: parts of Korean syllables, and vowels of Thai and Lao.
UNCOUNTED = re.compile(rf"[{KOREAN_INNER}\u0E30-\u0E45\u0EB0-\u0EC4\u30FC]")

#: In these scripts, a name of at most this many letters may be the beginning of another person's name.
FEW = 3

#: These patterns surround a whole username or address. The patterns exclude characters that could continue the username
#: or address.
BEFORE, AFTER = r"(?<!\w)(?<!\w[.@+-])", r"(?!\w)(?![.@+-]\w)"

#: These patterns surround a whole word. An underscore ends a word.
BEGIN, END = r"(?<![^\W_])", r"(?![^\W_])"

#: The first pattern matches the gap between two words of a name, and the second pattern matches punctuation within a
#: word.
APART, WITHIN = r"[\W_]{1,20}", r"[\W_]{0,20}"


class Names:
    """A person's names.

    ``redact`` removes names that certainly mean the person. ``mentions`` finds words that may mean the person.
    """

    def __init__(self, *, identifiers: Iterable[str], full_names: Iterable[str]) -> None:
        """Prepare the search.

        Args:
            identifiers: the person's usernames and e-mail addresses. full_names: the person's full names. ``redact``
                leaves a name of a single word, because the word may mean anybody. A name without a visible character is
                ignored, and so is a word without a letter or digit. In a script without spaces, ``redact`` removes a
                name of few letters only if no such letter adjoins the name. Elsewhere, ``mentions`` finds the name.
        """
        certain: dict[str, int] = {}
        uncertain: dict[str, int] = {}
        for text in identifiers:
            if text_part := fold(text).strip():
                certain[_identifier(text_part)] = len(text_part)
                if _pieces(text_part):
                    uncertain[_whole([text_part])] = len(text_part)
        for name in full_names:
            words = [word for word in fold(name).split() if _pieces(word)]
            length = len("".join(words))
            if len(words) > 1:
                is_short = 0 < _letters("".join(words)) <= FEW
                certain[_whole(words, alone=is_short)] = length
                if is_short:
                    uncertain[_whole(words)] = length
            uncertain.update({_whole([word]): len(word) for word in words if sum(map(str.isalnum, word)) > 1})
        self._certain = _any_of(certain)
        self._uncertain = _any_of(uncertain)

    def __bool__(self) -> bool:
        return self._certain is not None or self._uncertain is not None

    def redact(self, text: str) -> str:
        """Return ``text`` with a mark in place of each name that certainly means the person."""
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
        """Redact every text in a JSON value, including the names of fields, and return the value."""
        if isinstance(value, str):
            return self.redact(value)
        if isinstance(value, list):
            return [self.redact_json(each) for each in value]
        if isinstance(value, dict):
            return {self.redact(name): self.redact_json(each) for name, each in value.items()}
        return value

    def mentions(self, text: str) -> list[str]:
        """Return words of the person's names that ``redact`` leaves in ``text``.

        Each word occurs once, in the text's order.

        The result includes short names inside a line of a script without spaces. The result also includes a username or
        address inside a longer word, such as ``ann`` in ``ann_b``.
        """
        return _found(self._uncertain, self.redact(text))

    def found_in(self, text: str) -> list[str]:
        """Return the names that ``redact`` removes, as written in ``text``.

        Each name occurs once, in the text's order.
        """
        return _found(self._certain, text)


def _found(pattern: re.Pattern[str] | None, text: str) -> list[str]:
    if pattern is None:
        return []
    return list(dict.fromkeys(text[start:end] for start, end in _spans(pattern, text)))


def _spans(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Return the ranges of ``text`` that match in any reading. The ranges are in the order of the text.

    Join overlapping ranges. Omit the marks of an earlier redaction.
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


def _identifier(text_part: str) -> str:
    return _not_after_sign(text_part[0]) + BEFORE + re.escape(text_part) + _not_before_sign(text_part[-1]) + AFTER


def _whole(words: list[str], *, alone: bool = False) -> str:
    """Return a pattern for a name as whole words. Punctuation within a word is optional, so O'Neil and ONeil match.

    In a script without spaces the name may be anywhere in a line. With ``alone``, no letter may adjoin the name.
    """
    pieces = [_pieces(word) for word in words]
    name = "".join("".join(each) for each in pieces)
    apart = WITHIN if UNSPACED.search(name) or KOREAN.search(name) else APART
    inner = apart.join(WITHIN.join(re.escape(piece) + _not_before_sign(piece[-1]) for piece in each) for each in pieces)
    return _start(name[0], alone) + inner + _end(name, alone=alone, is_single=len(words) == 1)


def _start(first: str, alone: bool) -> str:
    if UNSPACED.match(first):
        return f"(?<![{UNSPACED_RANGES}{KOREAN_RANGES}])" if alone else ""
    return _not_after_sign(first) + BEGIN


def _end(name: str, *, alone: bool, is_single: bool) -> str:
    others = f"(?![{UNSPACED_RANGES}{KOREAN_RANGES}])"
    if UNSPACED.match(name[-1]):
        return others if alone else ""
    if is_single or not KOREAN.match(name[-1]):
        return END
    if not alone:
        return f"(?![{KOREAN_INNER}])"
    return f"(?:{others}|(?=(?:{PARTICLES}){END}))" if _letters(name) == FEW else others


def _pieces(word: str) -> list[str]:
    """Split a folded word at punctuation. Each part begins with a letter or digit."""
    pieces: list[str] = []
    is_within = False
    for char in word:
        if is_within and (char.isalnum() or unicodedata.category(char)[0] == "M"):
            pieces[-1] += char
        elif is_within := char.isalnum():
            pieces.append(char)
    return pieces


def _letters(name: str) -> int:
    """Return how many letters of scripts without spaces a name has. A Korean syllable is one letter."""
    return sum(
        char.isalnum() and not UNCOUNTED.match(char) and bool(UNSPACED.match(char) or KOREAN.match(char))
        for char in name
    )


def _not_before_sign(char: str) -> str:
    signs = _signs(ord(char) >> 8)
    return f"(?![{signs}])" if signs else ""


def _not_after_sign(char: str) -> str:
    signs = _signs(ord(char) >> 8)
    return f"(?<![{signs}])" if signs else ""


@lru_cache(maxsize=64)
def _signs(block: int) -> str:
    """Return the signs that continue a word in the scripts of a block of 256 characters. Folding keeps these signs."""
    chars = map(chr, range(block << 8, (block + 1) << 8))
    return "".join(c for c in chars if (unicodedata.category(c)[0] == "M" and fold(c) == c) or c in CONTINUING)


def _any_of(patterns: dict[str, int]) -> re.Pattern[str] | None:
    """Join patterns.

    The pattern with the longest match comes first, because an e-mail address may begin with a username.
    """
    ordered = sorted(patterns, key=lambda pattern: (-patterns[pattern], pattern))
    return re.compile("|".join(ordered)) if ordered else None
