"""Test a site's templates for the block. Each template replaces one element, and a broken template breaks no page."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Template
from django.template.loaders.filesystem import Loader
from django.test import override_settings

import micromasters_xblock
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.drawing import rendering
from micromasters_xblock.page.rows import RequirementRow
from tests.needs import REPOSITORY
from tests.xblock.conftest import AUTHOR, FakePlugin

MakeBlock = Callable[..., MicromastersProgressBlock]
Write = Callable[[str, str | bytes], Path]
OWN = Path(micromasters_xblock.__file__).parent / "templates"
ELEMENTS = sorted(path.relative_to(OWN).as_posix() for path in OWN.rglob("*.*"))
HOW_TO = REPOSITORY / "docs" / "how-to" / "change-how-the-block-looks.rst"
DJANGO = "django.template.backends.django.DjangoTemplates"


class ThemeLoader(Loader):
    """A loader that searches the theme of the request's site, like the platform's loader."""

    theme: list[Path] = []

    def get_dirs(self) -> list[Path]:
        return self.theme


class WrappedThemeLoader:
    """A copy of the platform's wrapper around loaders. The wrapper adds Mako templates."""

    is_usable = True

    def __init__(self, engine: Any):
        self.base_loader = ThemeLoader(engine)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Write]:
    """Return a function that writes a site's template into a folder that the host searches."""

    def write(name: str, source: str | bytes) -> Path:
        path = tmp_path / "micromasters_xblock" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(source.encode() if isinstance(source, str) else source)
        return path

    with override_settings(TEMPLATES=[{"BACKEND": DJANGO, "DIRS": [tmp_path], "APP_DIRS": True}]):
        yield write
    for kept in (rendering._engine, rendering._style, rendering._existing):
        kept.cache_clear()


def without_marks(html: str) -> str:
    return re.sub(r'<svg class="mm-mark.*?</svg>|\[[a-z]+\]', "", html, flags=re.S)


def test_a_sites_template_replaces_one_element_and_no_other(
    site: Write, plugin: FakePlugin, make_block: MakeBlock
) -> None:
    own = make_block().student_view().content
    rendering._existing.cache_clear()
    site("elements/mark.html", "[{{ mark }}]")
    html = make_block().student_view().content
    assert "[earned]" in html
    assert '<svg class="mm-mark' not in html
    assert without_marks(html) == without_marks(own)


@pytest.mark.parametrize(
    ("name", "view", "reader"),
    [
        ("notice.html", "student_view", {"program_uuid": ""}),
        ("elements/requirement.html", "student_view", {}),
        ("elements/outcome.html", "author_view", {}),
        ("preview.html", "author_view", {}),
        ("editor.html", "studio_view", {}),
    ],
)
def test_every_view_draws_with_the_sites_templates(
    site: Write, plugin: FakePlugin, make_block: MakeBlock, name: str, view: str, reader: dict[str, str]
) -> None:
    site(name, "<p>The site's own</p>")
    block = make_block(AUTHOR, **reader)
    if name == "elements/outcome.html":
        site("content.html", '{% include "elements/outcome.html" %}')
    assert "The site's own" in getattr(block, view)().content


def test_a_sites_style_sheet_replaces_the_blocks(site: Write, plugin: FakePlugin, make_block: MakeBlock) -> None:
    site("style.css", ".mm-block { color: teal }")
    assert make_block().student_view().head_html().count("teal") == 1


def test_only_the_packages_templates_lose_their_indentation(
    site: Write, plugin: FakePlugin, make_block: MakeBlock
) -> None:
    assert not re.search(r"^ ", make_block().student_view().content, re.M)
    site("elements/header.html", "<pre>\n  indented</pre>")
    rendering._existing.cache_clear()
    assert "<pre>\n  indented</pre>" in make_block().student_view().content


def test_values_are_escaped_in_a_sites_template(site: Write, plugin: FakePlugin, make_block: MakeBlock) -> None:
    site("elements/header.html", "<h3>{{ page.title }}</h3>")
    assert "<h3>&lt;b&gt;</h3>" in make_block(heading="<b>").student_view().content


def test_each_site_of_a_host_has_its_own_theme(
    plugin: FakePlugin, make_block: MakeBlock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    loader = f"{__name__}.{WrappedThemeLoader.__name__}"
    with override_settings(TEMPLATES=[{"BACKEND": DJANGO, "OPTIONS": {"loaders": [loader]}}]):
        for theme in ("red", "blue", "none"):
            if theme != "none":
                folder = tmp_path / theme / "micromasters_xblock" / "elements"
                folder.mkdir(parents=True)
                (folder / "mark.html").write_text(f"[{theme}]")
            monkeypatch.setattr(ThemeLoader, "theme", [tmp_path / theme])
            html = make_block().student_view().content
            drawn.append([each for each in ("[red]", "[blue]", '<svg class="mm-mark') if each in html])
    assert drawn == [["[red]"], ["[blue]"], ['<svg class="mm-mark']]


BROKEN = {
    "a tag that does not exist": "<p>\n{% nothing %}</p>",
    "a block that never ends": "<p>\n{% if page %}</p>",
    "an include that does not exist": '<p>\n{% include "nothing.html" %}</p>',
    "an include of itself": '<p>\n{% include "elements/requirement.html" %}</p>',
    "an error in a value": "<p>\n{{ item.explode }}</p>",
    "letters in another encoding": "<p>Größe</p>".encode("latin-1"),
}


@pytest.mark.parametrize("source", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_site_template_is_logged_and_the_packages_one_is_used(
    site: Write,
    plugin: FakePlugin,
    make_block: MakeBlock,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    source: str | bytes,
) -> None:
    own = make_block().student_view().content
    rendering._existing.cache_clear()
    path = site("elements/requirement.html", source)
    monkeypatch.setattr(RequirementRow, "explode", property(lambda row: 1 / 0), raising=False)
    with caplog.at_level(logging.ERROR, logger=rendering.__name__):
        assert make_block().student_view().content == own
    (message,) = caplog.messages
    assert str(path.parents[1]) in message or str(OWN) in message
    assert isinstance(source, bytes) or "include of itself" in source or ", line " in message


def test_a_sites_template_is_compiled_once(
    site: Write, plugin: FakePlugin, make_block: MakeBlock, monkeypatch: pytest.MonkeyPatch
) -> None:
    site("elements/requirement.html", "{{ item.code }}")
    compiled: list[str] = []
    compile_nodelist = Template.compile_nodelist
    monkeypatch.setattr(Template, "compile_nodelist", lambda self: compiled.append(self.name) or compile_nodelist(self))
    for _ in range(2):
        make_block().student_view()
    assert compiled.count("elements/requirement.html") == 1
    assert len(compiled) == len(set(compiled))


def test_the_how_to_names_every_template() -> None:
    named = set(re.findall(r"``([a-z_/]+\.(?:html|css))``", HOW_TO.read_text(encoding="utf-8")))
    assert named == set(ELEMENTS)
