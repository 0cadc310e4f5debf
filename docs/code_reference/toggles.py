"""Read the toggles from the annotations in the code."""

from __future__ import annotations

from pathlib import Path

from code_annotations.contrib.sphinx.extensions.featuretoggles import find_feature_toggles

import micromasters_plugin
from code_reference.tables import table


def render() -> str:
    """Return a table with the name, kind, default and description of each toggle."""
    toggles = find_feature_toggles(str(Path(micromasters_plugin.__file__).parent))
    rows = (
        (
            f"``{name}``",
            ", ".join(toggle[".. toggle_implementation:"]),
            f"``{toggle['.. toggle_default:']}``",
            toggle[".. toggle_description:"],
        )
        for name, toggle in sorted(toggles.items())
    )
    return table(("Toggle", "Kind", "Default", "What it does"), rows)
