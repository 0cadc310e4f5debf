"""Combine every state, reader and display into the gallery's cases. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from allpairspy import AllPairs

from tests.catalogues import BLOCK, LANGUAGES
from tests.gallery.states import STATES, UNAVAILABLE

READERS = ("learner", "audit", "anonymous", "masquerade")
LAYOUTS = ("full", "compact")
#: A language that is written from left to right, and a language that is written from right to left.
COMPARED_LANGUAGES = ("en", "ar")
#: The gallery's languages. The command ``make dummy_translations`` adds a language with an accent on every letter.
SHOWN_LANGUAGES = ("en", *LANGUAGES, *(("eo",) if BLOCK.path("eo", ".mo").exists() else ()))
WIDTHS = (360, 1280)
SCHEMES = ("light", "dark")


class Case(NamedTuple):
    """One picture.

    A combination: ``reader`` views ``state`` in ``language``, in a frame of ``width`` CSS pixels.
    """

    state: str
    reader: str
    layout: str
    language: str
    width: int
    scheme: str

    @property
    def drawing(self) -> str:
        """Return the name of the case's markup. Cases that differ only in width or colours have the same name.

        A visitor sees no learner's state. Staff who view as a learner see the page of the learner.
        """
        if self.state == UNAVAILABLE:
            return f"{self.state}-{self.language}"
        reader = "learner" if self.reader == "masquerade" else self.reader
        state = "outline" if self.reader == "anonymous" else self.state
        return f"{state}-{reader}-{self.layout}-{self.language}"


SHOWN = (STATES, READERS, LAYOUTS, SHOWN_LANGUAGES, WIDTHS, SCHEMES)
COMPARED = (STATES, READERS, LAYOUTS, COMPARED_LANGUAGES, WIDTHS, SCHEMES)


def every_case() -> Iterator[Case]:
    """Yield each combination once."""
    return (Case(*values) for values in product(*SHOWN))


def covering_cases() -> list[Case]:
    """Return cases in which every pair of values of two axes occurs at least once."""
    return [Case(*values) for values in AllPairs(COMPARED)]
