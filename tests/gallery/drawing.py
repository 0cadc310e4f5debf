"""Render a case as a complete page with the block's view for the reader of the case.

A fake plugin supplies the progress.
"""

from __future__ import annotations

from typing import Any
from unittest import mock

from django.template import Context, Engine
from django.utils import translation

from micromasters_plugin.data import LearnerProgress
from micromasters_xblock import gateway
from micromasters_xblock.drawing.rendering import style_sheet
from tests.catalogues import translations_of_block
from tests.gallery.cases import Case
from tests.gallery.program import beside_audit, gallery_outline
from tests.gallery.states import UNAVAILABLE, learners
from tests.xblock.conftest import LEARNER, build_block
from tests.xblock.specimens import NOW

#: The block's style, and the background of a course.
PAGE_STYLE = (
    'body { margin: 0; font: 1rem/1.5 "Noto Sans", system-ui, sans-serif; background: light-dark(#fff, #15191b) }'
    + style_sheet()
)
PAGE = Engine().from_string(
    """<!doctype html><html lang="{{ language }}" dir="{{ direction }}" style="color-scheme: {{ scheme }}">
<meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{ case }}</title>
<style>{{ style|safe }}</style>{{ fragment|safe }}"""
)
#: The platform's user attributes of staff who view the course as a specific learner contain the id of that learner.
MASQUERADE = {**LEARNER, "edx-platform.user_is_global_staff": True}
ATTRIBUTES = {"learner": LEARNER, "audit": LEARNER, "masquerade": MASQUERADE, "anonymous": None}


def draw(case: Case, *, translations: Any = None) -> str:
    """Return the block's markup. The argument ``translations`` replaces the translations of the case's language."""
    learner = learners().get(case.state, gallery_outline())
    if case.reader == "audit":
        learner = beside_audit(learner)
    services = {"i18n": translations or translations_of_block(case.language)}
    block = build_block(ATTRIBUTES[case.reader], services=services, layout=case.layout)
    with translation.override(case.language), _plugin(learner, is_there=case.state != UNAVAILABLE), _clock():
        return (block.public_view() if case.reader == "anonymous" else block.student_view()).content


def page(case: Case, fragment: str) -> str:
    """Return the markup ``fragment`` of ``case`` as a complete page that needs no other file."""
    return PAGE.render(
        Context(
            {
                "case": " ".join(map(str, case)),
                "language": case.language,
                "direction": direction_of(case.language),
                "scheme": case.scheme,
                "style": PAGE_STYLE,
                "fragment": fragment,
            }
        )
    )


def direction_of(language: str) -> str:
    """Return the value of HTML's ``dir`` for a language."""
    return "rtl" if translation.get_language_info(language)["bidi"] else "ltr"


def _plugin(learner: LearnerProgress, *, is_there: bool) -> Any:
    missing = None if is_there else gateway.ProgramUnavailable("unknown_program")
    return mock.patch.multiple(
        gateway,
        read_progress=mock.Mock(return_value=learner, side_effect=missing),
        read_outline=mock.Mock(return_value=gallery_outline(), side_effect=missing),
        may_see_own_progress=mock.Mock(return_value=True),
    )


def _clock() -> Any:
    return mock.patch("micromasters_xblock.views.learner.datetime", **{"now.return_value": NOW})
