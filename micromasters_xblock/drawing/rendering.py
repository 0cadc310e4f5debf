"""Render the package's own templates, with autoescape and includes, outside the host's template settings."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from django.template import Context, Engine


def render(template: str, **context: Any) -> str:
    """Return ``template`` of this package's ``templates`` folder as HTML."""
    return _engine().get_template(template).render(Context(context))


#: The library of filters; it renders through this module and is loaded by the engine.
DRAWINGS = "micromasters_xblock.drawing.drawn"


@cache
def _engine() -> Engine:
    return Engine(dirs=[str(Path(__file__).parent.parent / "templates")], builtins=[DRAWINGS])


@cache
def style_sheet(name: str = "style.css") -> str:
    """Return the block's style: it goes into the page itself, so that nothing has to be fetched before it is drawn."""
    return render(name)
