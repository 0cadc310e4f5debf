"""Read from ``setup.py`` which packages this package requires at run time, and for which reasons."""

from __future__ import annotations

import re
from pathlib import Path

from code_reference.tables import table

SETUP = Path(__file__).parent.parent.parent / "setup.py"
REQUIREMENT = re.compile(r"""^        ["'](?P<requirement>.+)["'],  # (?P<reason>.+)$""", re.MULTILINE)


def render() -> str:
    """Return a table with each requirement and its reason."""
    matches = REQUIREMENT.finditer(SETUP.read_text(encoding="utf-8"))
    return table(("Requirement", "What for"), ((f"``{match['requirement']}``", match["reason"]) for match in matches))
