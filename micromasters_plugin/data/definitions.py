"""The differences between two definitions of a program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefinitionDiff:
    """A comparison of two definitions. ``concerns`` describes the learners to whom the newer one applies.

    ``changes`` has one sentence for each change for learners or staff, in the definition's order. ``raw`` is a unified
    diff of the two definitions in canonical form, without comments. ``changes`` and ``raw`` are empty if nothing
    changes.
    """

    program_key: str
    concerns: str
    changes: tuple[str, ...]
    raw: str
