"""Import definitions in tests that do not concern the number of re-bound learners."""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin import api
from micromasters_plugin.data import ImportResult
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.exceptions import RebindError


def import_and_agree(text: str, *, now: datetime | None = None) -> ImportResult:
    """Import ``text``, and agree to the number of learners whom the import re-binds."""
    try:
        return api.import_program(text, actor=OPERATOR, now=now)
    except RebindError as error:
        return api.import_program(text, actor=OPERATOR, now=now, rebind=error.learners)
