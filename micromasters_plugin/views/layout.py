"""Choose the base template of pages for staff, which has the platform's header, footer and theme."""

from __future__ import annotations

from typing import Any

from django.template.loader import select_template

#: The first template is Open edX's base template for Django, and the second template is for a host without Open edX.
#: Both templates have the blocks ``title``, ``headextra`` and ``body``.
FRAMES = ("main_django.html", "micromasters/base.html")


def site_frame() -> Any:
    """Return the template that a page for staff extends."""
    return select_template(FRAMES)
