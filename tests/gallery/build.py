"""Build the gallery, which is one page with every case. The page needs no server. ``make gallery`` runs this module."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import django

TEMPLATE = Path(__file__).with_name("browse.html")
#: The placeholder for the data in the template.
PLACE = "/* DATA */"


def gallery_data() -> dict[str, Any]:
    """Return the gallery's data: the axes with their values, the style, and the distinct pieces of markup."""
    from tests.gallery import cases
    from tests.gallery.drawing import PAGE_STYLE, direction_of, draw

    drawings: dict[str, str] = {}
    for case in cases.every_case():
        if case.drawing not in drawings:
            drawings[case.drawing] = draw(case)
    return {
        "axes": dict(zip(cases.Case._fields, cases.SHOWN, strict=True)),
        "unavailable": cases.UNAVAILABLE,
        "directions": {language: direction_of(language) for language in cases.SHOWN_LANGUAGES},
        "style": PAGE_STYLE,
        "drawings": drawings,
    }


def build(folder: Path) -> Path:
    """Write the page into ``folder`` and return the path of the page."""
    # Escape "</", because "</" ends a script element even inside a string.
    data = json.dumps(gallery_data(), ensure_ascii=False).replace("</", "<\\/")
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(TEMPLATE.read_text(encoding="utf-8").replace(PLACE, data), encoding="utf-8")
    return page


if __name__ == "__main__":
    django.setup()
    print(build(Path(sys.argv[1])))
