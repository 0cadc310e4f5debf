"""How Sphinx builds the documentation (``make docs``). What the pages say is in the pages."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from micromasters_plugin import __version__

project = "openedx-micromasters"
author = "The openedx-micromasters contributors"
project_copyright = author
release = __version__

nitpicky = True
exclude_patterns = ["decisions/template.rst"]

html_theme = "sphinx_book_theme"
html_title = f"{project} {release}"
html_show_sphinx = False
