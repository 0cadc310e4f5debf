"""A title keeps its own direction inside a sentence of the other direction."""

from __future__ import annotations

from django.utils.translation import override
from xblock.runtime import NullI18nService

from micromasters_xblock.words.reader import Reader


def test_a_value_written_from_the_right_is_isolated_in_a_language_written_from_the_left() -> None:
    with override("en"):
        reader = Reader(NullI18nService())
    said = reader.gettext("%(program)s: %(count)s", program="إدارة", count="2 of 3")
    assert said == "\u2068إدارة\u2069: 2 of 3"
    assert reader.gettext("%(program)s.", program="Gestión") == "Gestión."
