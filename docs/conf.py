"""How Sphinx builds the documentation (``make docs``). What the pages say is in the pages."""

from __future__ import annotations

import os
import sys
from importlib import metadata
from pathlib import Path

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS), str(DOCS.parent)]
# What the code declares is read from it, and models need a host.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

project = "openedx-micromasters"
author = "The openedx-micromasters contributors"
project_copyright = author
release = metadata.version(project)

extensions = ["declared"]
nitpicky = True
exclude_patterns = ["decisions/template.rst"]

html_theme = "sphinx_book_theme"
html_title = f"{project} {release}"
html_show_sphinx = False
