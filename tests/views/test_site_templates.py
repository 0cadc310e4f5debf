"""Test a site's templates for the pages. Each template replaces one page or one element."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import micromasters_plugin
from micromasters_plugin import api
from tests.needs import REPOSITORY
from tests.views.specimens import PATH, record, standings

OWN = Path(micromasters_plugin.__file__).parent / "templates" / "micromasters"
HOW_TO = REPOSITORY / "docs" / "how-to" / "change-how-the-pages-look.rst"
TEMPLATES = sorted(path.relative_to(OWN).as_posix() for path in [*OWN.glob("*.html"), *OWN.glob("elements/*.html")])
ELEMENTS = [name for name in TEMPLATES if name.startswith("elements/")]

Write = Callable[[str, str], None]
Pages = Callable[[], dict[str, str]]


@pytest.fixture
def site(tmp_path: Path, settings: Any) -> Write:
    """Return a function that writes a site's template into a folder of the host's settings."""

    def write(name: str, source: str) -> None:
        path = tmp_path / "micromasters" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")
        settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]  # now Django reads the templates again

    return write


@pytest.fixture
def pages(show: Callable[..., Any], team: Client, monkeypatch: pytest.MonkeyPatch) -> Pages:
    """Return a function that opens a valid credential, an address without a credential, and the course team's page."""
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings())

    def open_all() -> dict[str, str]:
        return {
            "credential": show(record()).content.decode(),
            "no credential": show(None).content.decode(),
            "standings": team.get(PATH).content.decode(),
        }

    return open_all


@pytest.mark.parametrize("name", ELEMENTS)
def test_a_site_replaces_every_element(site: Write, pages: Pages, name: str) -> None:
    site(name, "[The site's own]")
    assert any("[The site's own]" in html for html in pages().values())


def test_a_sites_template_replaces_one_element_and_no_other(site: Write, pages: Pages) -> None:
    own = pages()
    site("elements/mark.html", "[{{ state }}]")
    assert "[valid]" in pages()["credential"] and "mm-mark" not in pages()["credential"]
    rest = {
        page: re.sub(r"<svg class=\"mm-mark.*?</svg>\n|\[valid\]", "", html, flags=re.S) for page, html in own.items()
    }
    changed = {page: html.replace("[valid]", "") for page, html in pages().items()}
    assert {page: without_the_clock(html) for page, html in changed.items()} == {
        page: without_the_clock(html) for page, html in rest.items()
    }


def without_the_clock(html: str) -> str:
    """Return the page without white space and without the minute at which the page was made."""
    return re.sub(r"\d\d:\d\d UTC|\s+", "", html)


def test_values_are_escaped_in_a_sites_template(site: Write, show: Callable[..., Any], db: None) -> None:
    site("elements/header.html", "<header>{{ credential.institution }}</header>")
    html = show(record(institution="<b>")).content.decode()
    assert "<header>&lt;b&gt;</header>" in html


def test_the_how_to_names_every_template() -> None:
    named = set(re.findall(r"``([a-z_/]+\.html)``", HOW_TO.read_text(encoding="utf-8")))
    assert named == set(TEMPLATES)
