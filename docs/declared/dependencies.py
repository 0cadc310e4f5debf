"""What the package requires at run time and why, as ``setup.py`` lists it."""

from __future__ import annotations

import re
from pathlib import Path

from declared.tables import table

SETUP = Path(__file__).parent.parent.parent / "setup.py"
LISTED = re.compile(r"""^        ["'](?P<requirement>.+)["'],  # (?P<reason>.+)$""", re.MULTILINE)


def text() -> str:
    """Return a table of requirement and reason."""
    found = LISTED.finditer(SETUP.read_text(encoding="utf-8"))
    return table(("Requirement", "What for"), ((f"``{one['requirement']}``", one["reason"]) for one in found))
