"""Check that pages link by Sphinx's roles, which ``make docs`` checks, and not by paths of source files."""

from __future__ import annotations

import re

import pytest

from tests.needs import REPOSITORY

PAGES = sorted((REPOSITORY / "docs").rglob("*.rst"))
LINK_TO_SOURCE = re.compile(r"(?<!:doc:)`[^`]*<[^>]*\.rst>`_")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_page_links_to_the_source_of_another(page):
    assert LINK_TO_SOURCE.findall(page.read_text(encoding="utf-8")) == []
