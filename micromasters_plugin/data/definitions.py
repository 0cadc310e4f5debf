"""Define the differences between two definitions of a program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefinitionDiff:
    """A comparison of two definitions. ``concerns`` describes the learners to whom the newer definition applies.

    ``changes`` has one sentence for each change for learners or staff. The sentences follow the order of the
    definition. ``raw`` is a unified diff of the two definitions. The diff shows the canonical form, without comments.
    If nothing changes, ``changes`` and ``raw`` are empty.
    """

    program_key: str
    concerns: str
    changes: tuple[str, ...]
    raw: str
