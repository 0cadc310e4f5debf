"""Read from the annotations of the models which personal data each table contains."""

from __future__ import annotations

import re
from inspect import getdoc

from django.apps import apps

from code_reference.tables import table

ANNOTATION = re.compile(r"^\.\. (pii|pii_types|pii_retirement):(.*(?:\n(?!\.\.).*)*)", re.MULTILINE)


def render() -> str:
    """Return a table of the models with personal data, and a list of the models without personal data."""
    annotations = {
        model.__name__: {name: data.strip() for name, data in ANNOTATION.findall(getdoc(model))}
        for model in apps.get_app_config("micromasters").get_models()
    }
    personal = {name: pii for name, pii in annotations.items() if pii}
    rows = (
        (f"``{name}``", pii["pii"], pii["pii_types"].replace("_", " "), f"``{pii['pii_retirement']}``")
        for name, pii in sorted(personal.items())
    )
    without = ", ".join(f"``{name}``" for name in sorted(annotations.keys() - personal.keys()))
    return f"{table(('Model', 'Holds', 'Kinds', 'Retirement'), rows)}\nNo personal data is in {without}.\n"
