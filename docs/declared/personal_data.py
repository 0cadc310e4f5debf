"""What personal data each table holds, as the models' annotations say."""

from __future__ import annotations

import re
from inspect import getdoc

from django.apps import apps

from declared.tables import table

ANNOTATION = re.compile(r"^\.\. (pii|pii_types|pii_retirement):(.*(?:\n(?!\.\.).*)*)", re.MULTILINE)


def text() -> str:
    """Return a table of the models with personal data, then the names of those without."""
    annotations = {
        model.__name__: {name: data.strip() for name, data in ANNOTATION.findall(getdoc(model))}
        for model in apps.get_app_config("micromasters").get_models()
    }
    holding = {name: found for name, found in annotations.items() if found}
    rows = (
        (f"``{name}``", found["pii"], found["pii_types"].replace("_", " "), f"``{found['pii_retirement']}``")
        for name, found in sorted(holding.items())
    )
    without = ", ".join(f"``{name}``" for name in sorted(annotations.keys() - holding.keys()))
    return f"{table(('Model', 'Holds', 'Kinds', 'Retirement'), rows)}\nNo personal data is in {without}.\n"
