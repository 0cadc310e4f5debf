"""The site's own frame for pages of people who work on it: header, footer and theme of the platform."""

from __future__ import annotations

from typing import Any

from django.template.loader import select_template

#: Open edX's frame for Django's templates, and ours for a host that has none. Both have the blocks ``title``,
#: ``headextra`` and ``body``.
FRAMES = ("main_django.html", "micromasters/base.html")


def site_frame() -> Any:
    """Return the template that such a page extends."""
    return select_template(FRAMES)
