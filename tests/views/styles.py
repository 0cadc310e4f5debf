"""The style that a page links to."""

from __future__ import annotations

import re
from pathlib import Path

from django.contrib.staticfiles import finders

LINK = re.compile(r'<link rel="stylesheet" href="/static/([^"]+)">')


def linked_style(html: str) -> str:
    """Return the page's style sheets in their order, as one text."""
    return "".join(Path(finders.find(name)).read_text(encoding="utf-8") for name in LINK.findall(html))
