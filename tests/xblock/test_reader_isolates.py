"""Check that a title keeps its direction in a sentence that has the other direction."""

from __future__ import annotations

from django.utils.translation import override
from xblock.runtime import NullI18nService

from micromasters_xblock.words.reader import Reader


def test_a_right_to_left_value_is_isolated_in_left_to_right_text() -> None:
    with override("en"):
        reader = Reader(NullI18nService())
    sentence = reader.gettext("%(program)s: %(count)s", program="إدارة", count="2 of 3")
    assert sentence == "\u2068إدارة\u2069: 2 of 3"
    assert reader.gettext("%(program)s.", program="Gestión") == "Gestión."
