"""Read and write the accepted markup, in a file for each case.

The stored cases contain every pair of values of two axes.

``make gallery-accept`` rewrites the files.
"""

from __future__ import annotations

from pathlib import Path

import django

FOLDER = Path(__file__).parent / "snapshots"


def path_of(drawing: str) -> Path:
    """Return the path of the file with the accepted markup of a case."""
    return FOLDER / f"{drawing}.txt"


def accept() -> None:
    """Replace every accepted file by a file with the current markup."""
    from tests.gallery.cases import covering_cases
    from tests.gallery.drawing import draw
    from tests.gallery.markup import outline_of

    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.iterdir():
        path.unlink()
    for case in covering_cases():
        path_of(case.drawing).write_text(outline_of(draw(case)), encoding="utf-8")


if __name__ == "__main__":
    django.setup()
    accept()
