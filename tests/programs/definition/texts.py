"""Define a small valid definition that the tests vary."""

from __future__ import annotations

from typing import NamedTuple

BASE = """\
schema: 1
uuid: 55e2caad-f7c7-4f45-a6a1-ef0c92d41c72
key: scm
kind: micromasters
title: Supply Chain Management
institution: MITx
effective_from: 2016-02-10
passing_grade: 0.60
requirements:
  all_of:
    - course: MITx+CTL.SC0x
    - course: MITx+CTL.SC1x
      weight: 2
    - exam: MITx+CTL.CFx
      opens_after: [SC0x, SC1x]
"""

#: The lines and values of the definition that tests often replace.
LAST = "      opens_after: [SC0x, SC1x]\n"
WEIGHT = "      weight: 2\n"
RUN = "course-v1:MITx+CTL.SC1x+1T2016"
TREE = "requirements.all_of"


class Refusal(NamedTuple):
    """A fault: the base definition with ``new`` instead of ``old`` has one problem, with this position and text."""

    old: str
    new: str
    line: int
    column: int
    field: str
    says: str


def edited(*changes: tuple[str, str]) -> str:
    """Replace each text in the base definition, and return the definition.

    The definition must contain each text once.
    """
    text = BASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text
