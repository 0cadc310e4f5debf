"""What changes between two definitions of a program, and what a definition file is refused for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DefinitionDiff:
    """Two definitions compared: ``concerns`` says for whom the newer one holds.

    ``changes`` has one sentence for each thing that changes for learners or staff, in the definition's order; ``raw``
    is a unified diff of both as files in canonical form, without comments. Both are empty where nothing changes.
    """

    program_key: str
    concerns: str
    changes: tuple[str, ...]
    raw: str
