"""This Sphinx extension generates parts of pages from the code, with directives like ``.. code-reference:: commands``.

Each kind of declaration has its own module in this folder. Text that the code does not declare belongs on the page.
"""

from __future__ import annotations

import django
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class CodeReference(SphinxDirective):
    """A directive whose argument is a kind of declaration, such as ``commands``."""

    required_arguments = 1

    def run(self) -> list[Node]:
        return self.parse_text_to_nodes(render(self.arguments[0]), allow_section_headings=True)


def render(kind: str) -> str:
    """Return the declarations of one kind in the code, as reStructuredText.

    Raises:
        KeyError: the kind is unknown.
    """
    # These modules import models, so Django must be set up before these imports.
    from code_reference import commands, dependencies, errors, events, personal_data, python_api, settings, toggles

    renderers = {
        "commands": commands.render,
        "dependencies": dependencies.render,
        "errors": errors.render,
        "personal_data": personal_data.render,
        "python_data": python_api.render_data,
        "python_errors": python_api.render_errors,
        "python_functions": python_api.render_functions,
        "received_events": events.render,
        "settings": settings.render,
        "toggles": toggles.render,
    }
    return renderers[kind]()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive with Sphinx."""
    django.setup()
    app.add_directive("code-reference", CodeReference)
    return {"parallel_read_safe": True}
