"""Check that the page is complete and in a known language for any ``Accept-Language`` header."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import RequestFactory
from django.utils import translation

from micromasters_xblock.block import MicromastersProgressBlock
from tests.accept_language import HOSTILE
from tests.catalogues import LANGUAGES, translations_of_block
from tests.xblock.conftest import FakePlugin

EACH = pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
MakeBlock = Callable[..., MicromastersProgressBlock]


@EACH
def test_the_block_is_shown(make_block: MakeBlock, plugin: FakePlugin, header: str) -> None:
    request = RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE=header)
    language = translation.get_language_from_request(request)
    assert language.split("-")[0] in {"en", "fr", "de", *(name.split("-")[0] for name in LANGUAGES)}
    with translation.override(language):
        html = make_block(services={"i18n": translations_of_block(language)}).student_view().content
    assert "Supply Chain Management" in html
    assert html.rstrip().endswith("</section>")
    assert "<script" not in html


@pytest.mark.parametrize("code", ["../../../../etc/passwd", "fr\0", "x" * 100_000, "", "xx-yy-zz"])
def test_numbers_and_dates_survive_any_language_that_the_host_activates(
    make_block: MakeBlock, plugin: FakePlugin, code: str
) -> None:
    english = make_block().student_view().content
    with translation.override(code):
        assert make_block().student_view().content.split("data-mm-etag")[0] == english.split("data-mm-etag")[0]
        assert "17 December 2025" in make_block().student_view().content
