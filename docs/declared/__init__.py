"""A Sphinx extension: ``.. declared:: commands`` puts what the code itself declares on a page.

One module for each kind makes reStructuredText of it. What a page says besides stands on the page.
"""

from __future__ import annotations

import django
from docutils.nodes import Node
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class Declared(SphinxDirective):
    """The directive; its one argument is a kind."""

    required_arguments = 1

    def run(self) -> list[Node]:
        return self.parse_text_to_nodes(text_of(self.arguments[0]), allow_section_headings=True)


def text_of(kind: str) -> str:
    """Return what the code declares of that kind, as reStructuredText.

    Raises:
        KeyError: there is no such kind.
    """
    # They import models, so only once Django is set up.
    from declared import commands, dependencies, errors, events, personal_data, python_api, settings, toggles

    makers = {
        "commands": commands.text,
        "dependencies": dependencies.text,
        "errors": errors.text,
        "personal_data": personal_data.text,
        "python_data": python_api.data,
        "python_errors": python_api.errors,
        "python_functions": python_api.functions,
        "received_events": events.text,
        "settings": settings.text,
        "toggles": toggles.text,
    }
    return makers[kind]()


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive."""
    django.setup()
    app.add_directive("declared", Declared)
    return {"parallel_read_safe": True}
