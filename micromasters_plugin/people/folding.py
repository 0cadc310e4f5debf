"""Normalize ("fold") a text for comparisons, and map positions in the folded form back to the text. The code is pure.

The folded form has no case, accents, width or invisible characters. The folded form keeps the marks of scripts in which
marks are part of the spelling. A letter may be written as an escape of JSON, Python, HTML or an address. Such a letter
is folded like the letter itself, because errors and payloads quote texts in these forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from urllib.parse import unquote

#: Comparisons ignore these categories: signs around a letter, and invisible characters.
UNSEEN = frozenset({"Me", "Cf"})

#: Comparisons also ignore accents of Latin, Greek and Cyrillic, and vowel points of Hebrew and Arabic. Comparisons
#: ignore marks that choose between forms of a letter. Marks of other scripts are part of the spelling, such as the
#: vowel signs of Hindi and Thai.
ACCENT = re.compile(
    r"[\u0300-\u06FF\u0898-\u089F\u08CA-\u08FF\u17B4\u17B5\u180B-\u180F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF"
    r"\u2DE0-\u2DFF\uA66F-\uA69F\uFB1E\uFE00-\uFE2F\U000E0100-\U000E01EF]"
)

#: Control characters become spaces.
CONTROLS = dict.fromkeys((*range(32), 127), " ")

#: The table replaces letters that Unicode normalization does not decompose, apostrophes, and the Arabic tatweel.
PLAIN = str.maketrans(
    {
        **dict(zip("\u0131\u0142\u00f8\u0111\u00f0\u0127\u0167\u0268\u0289", "iloddhtiu", strict=True)),
        "\u00e6": "ae",
        "\u0153": "oe",
        "\u00fe": "th",
        "\u0640": "",
        **dict.fromkeys("\u02b9\u02bb\u02bc\u02bd\u2018\u2019\u201b\u2032", "'"),
    }
)

#: This pattern matches an escape of one character, or a terminal's colour sequence.
ESCAPE = re.compile(
    r"""(?ix)
    \\+(?-i:U) 00(?:0[0-9a-f]|10)[0-9a-f]{4}
    | \\+u d[89ab][0-9a-f]{2} \\+u d[c-f][0-9a-f]{2} | \\+u [0-9a-f]{4} | \\+x [0-9a-f]{2}
    | \\+[abfnrtv]
    | &(?: \#[0-9]{1,7} | \#x[0-9a-f]{1,6} | [a-z][a-z0-9]{1,30} ) ;
    | %f[0-7](?:%[89ab][0-9a-f]){3} | %e[0-9a-f](?:%[89ab][0-9a-f]){2} | %[cd][0-9a-f]%[89ab][0-9a-f]
    | %[0-7][0-9a-f]
    | (?: \x1b | \\+(?:x1b|u001b|033) ) \[ [0-9;]* m
    """
)


def fold(text: str) -> str:
    """Return ``text`` without case, accents, width or invisible characters. Control characters become spaces."""
    return Folded(text).text


def readings(text: str) -> Iterator[Folded]:
    r"""Yield the folded text. If the text may have escapes, also yield the folded text with decoded escapes.

    ``\\ama`` may be ama or ma.
    """
    yield Folded(text)
    if any(sign in text for sign in "\\&%\x1b"):
        yield Folded(text, with_escapes=True)


class Folded:
    """A text in its folded form, which ``text`` contains."""

    def __init__(self, text: str, *, with_escapes: bool = False) -> None:
        """Fold a text. With ``with_escapes``, decode the escapes before folding."""
        self._length = len(text)
        self._starts: list[int] | None = None
        is_plain = text.isascii() and not with_escapes
        self.text = text.lower().translate(CONTROLS) if is_plain else self._fold(text, with_escapes)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Map a range in the folded form to the range in the original text. The range must not be empty.

        The result ends before the next visible character, and so includes the accent of the last letter.
        """
        if self._starts is None:
            return start, end
        last = self._starts[end - 1]
        while end < len(self._starts) and self._starts[end] == last:  # one letter can become several letters
            end += 1
        return self._starts[start], self._starts[end] if end < len(self._starts) else self._length

    def _fold(self, text: str, with_escapes: bool) -> str:
        parts: list[str] = []
        starts: list[int] = []
        at = 0
        for escape in ESCAPE.finditer(text) if with_escapes else ():
            self._add(text, at, escape.start(), parts, starts)
            folded = "".join(map(_folded, _unescaped(escape[0])))
            parts.append(folded)
            starts += [escape.start()] * len(folded)
            at = escape.end()
        self._add(text, at, len(text), parts, starts)
        self._starts = starts
        return "".join(parts)

    @staticmethod
    def _add(text: str, start: int, end: int, parts: list[str], starts: list[int]) -> None:
        for place in range(start, end):
            folded = _folded(text[place])
            parts.append(folded)
            starts += [place] * len(folded)


def _unescaped(escape: str) -> str:
    """Return the character of an escape.

    Return a space for a control character, and for an escape without a character.
    """
    if escape[0] == "%":
        return unquote(escape)
    if escape[0] == "&":
        return unescape(escape)
    if escape[0] == "\x1b" or (escape[-1] == "m" and "[" in escape):
        return " "
    codes = [int(code, 16) for code in re.findall(r"(?i)[ux]([0-9a-f]+)", escape)]
    if not codes:
        return " "
    return "".join(map(chr, codes)).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


@lru_cache(maxsize=4096)
def _folded(char: str) -> str:
    if unicodedata.category(char) == "Cc":
        return " "
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold()).translate(PLAIN)
    return "".join(each for each in plain if not _is_unseen(each))


def _is_unseen(char: str) -> bool:
    category = unicodedata.category(char)
    return category in UNSEEN or (category == "Mn" and ACCENT.match(char) is not None)
