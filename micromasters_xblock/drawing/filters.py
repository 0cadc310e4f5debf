"""Define the template filters that render marks and bars. The filters cache the HTML until the process ends.

The templates define the HTML.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache

from django.template import Library
from django.utils.safestring import SafeString, mark_safe

from micromasters_xblock.page.rows import GradeBar


def drawing_filters(render: Callable[..., str]) -> Library:
    """Return the filters ``as_mark`` and ``as_bar``, which call ``render(template, context)``."""
    library = Library()

    @library.filter
    @cache
    def as_mark(name: str) -> SafeString:
        """Return the HTML of a state's mark. Return "" if there is no state."""
        drawn = render("elements/mark.html", mark=name).strip() if name else ""
        return mark_safe(drawn)  # noqa: S308  (rendered with autoescape)

    @library.filter
    @lru_cache(maxsize=1024)
    def as_bar(bar: GradeBar) -> SafeString:
        """Return the HTML of a grade's bar."""
        return mark_safe(render("elements/bar.html", bar=bar).strip())  # noqa: S308  (rendered with autoescape)

    return library
