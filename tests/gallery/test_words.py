"""Test that all words of a page come from the i18n service or from the program's definition, in every state."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.gallery.cases import LAYOUTS, READERS, Case
from tests.gallery.drawing import draw
from tests.gallery.markup import outline_of
from tests.gallery.states import STATES

#: The words that come from the program's definition.
PROGRAM = re.compile(
    "Supply Chain (Management|Analytics|Dynamics)|The Challenges of Global Poverty|"
    "Political Economy and Economic Development|Comprehensive final exam|Flows and inventories|Risk|MITx|"
    r"Master of Applied Science in Supply Chain Management, MIT|One semester of two, for those admitted\.|"
    "[A-Z0-9.]+x|USD"
)
#: A marked message with values.
ASKED = re.compile("⟦[^⟦⟧]*⟧")
#: The texts, and the attributes that have text for screen readers or scripts.
SAID = re.compile(r"“([^”]*)”|(?:aria-label|data-mm-failed)=((?:⟦.*⟧)|\S*)")


class Asked:
    """An i18n service that marks each message that the block requests."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return f"⟦{plural}⟧"


def untranslated_words(markup: str) -> list[str]:
    """Remove marked messages, the program's words, numbers and signs, and return the remaining words."""
    left = []
    for found in SAID.findall(outline_of(markup)):
        text: Any = "".join(found)
        while ASKED.search(text):
            text = ASKED.sub("", text)
        text = PROGRAM.sub("", text)
        if re.search(r"[^\W\d_]", text):
            left.append(text)
    return left


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("state", STATES)
def test_every_word_comes_from_the_i18n_service(state: str, reader: str, layout: str) -> None:
    assert untranslated_words(draw(Case(state, reader, layout, "en", 360, "light"), translations=Asked())) == []


def test_the_check_finds_a_word_written_in_a_template() -> None:
    assert untranslated_words('<p>⟦Earned ⟦now⟧⟧ 0.86 <b aria-label="Requirements">later</b></p>') == [
        "Requirements",
        "later",
    ]
