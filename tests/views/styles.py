"""Read the style that a page links to."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders

LINK = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')


def linked_style(html: str) -> str:
    """Return the text of all style sheets of the page, in the order of the page."""
    return "".join(Path(finders.find(name)).read_text(encoding="utf-8") for name in LINK.findall(html))
