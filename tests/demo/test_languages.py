"""Test that the visitor's choice or the visitor's browser decides the language of the demo's block."""

from __future__ import annotations

import re

import pytest
from host.smoke import Visitor

HEADINGS = {"en": "Requirements", "ar": "المتطلبات", "es-419": "Requisitos", "fr": "Exigences", "zh-cn": "要求"}


def frame_path(visitor: Visitor) -> str:
    """Return the path of the page with the block of the first course."""
    run = re.search(r'/courses/(course-v1:[^"/]*SC1x[^"/]*)/', visitor.get("/courses/")).group(1)
    return re.search(r'src="(/[^"]+view=public_view)"', visitor.get(f"/courses/{run}/")).group(1)


@pytest.mark.parametrize(("language", "heading"), HEADINGS.items())
def test_the_block_follows_the_browser(demo_url, language, heading):
    visitor = Visitor(demo_url)
    visitor.session.headers["Accept-Language"] = f"{language}, en;q=0.5"
    page = visitor.get(frame_path(visitor))

    assert f">{heading}</h4>" in page
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


@pytest.mark.parametrize(("language", "heading"), HEADINGS.items())
def test_a_language_that_was_chosen_stays(demo_url, language, heading):
    visitor = Visitor(demo_url)
    visitor.session.headers["Accept-Language"] = "fr"
    visitor.get(f"/?language={language}")

    assert f">{heading}</h4>" in visitor.get(frame_path(visitor))


@pytest.mark.parametrize("chosen", ["../../etc/passwd", "xx", "", "fr%00"])
def test_any_other_choice_changes_nothing(demo_url, chosen):
    visitor = Visitor(demo_url)
    visitor.get(f"/?language={chosen}")

    assert "django_language" not in visitor.session.cookies
    assert ">Requirements</h4>" in visitor.get(frame_path(visitor))
