"""Configure Sphinx, which builds the documentation (``make docs``)."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS), str(DOCS.parent)]
# The extension ``code_reference`` imports models, which need Django settings.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

project = "openedx-micromasters"
author = "The openedx-micromasters contributors"
project_copyright = author
release = metadata.version(project)

extensions = ["code_reference", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
nitpicky = True
# Ignore references to names of other projects: intersphinx would need a network during the build.
nitpick_ignore_regex = [
    ("py:.*", r"(collections|datetime|decimal|enum|typing|uuid)(\..*)?|[A-Z][a-z]+Error|[a-z]+|Any")
]
# Pages show names without their modules, because callers import them from the package.
add_module_names = False
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 100
exclude_patterns = ["decisions/template.rst"]

html_theme = "sphinx_book_theme"
html_title = f"{project} {release}"
html_show_sphinx = False
