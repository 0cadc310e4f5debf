"""Define the differences between two definitions of a program."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rebound:
    """The re-bound learners of an import.

    ``learners`` counts the learners who get another version or another outcome, now or when a version takes effect.
    ``advice`` says whether a later date spares these learners. If nobody is re-bound, ``advice`` is "".
    """

    learners: int
    advice: str

    def __str__(self) -> str:
        if not self.learners:
            return "re-binds nobody"
        return f"re-binds {learners_in_words(self.learners)}: {self.advice}"


def learners_in_words(number: int) -> str:
    """Return the number with the noun, such as "1 learner"."""
    return f"{number} learner" if number == 1 else f"{number} learners"


@dataclass(frozen=True, slots=True)
class DefinitionDiff:
    """A comparison of two definitions. ``concerns`` describes the learners to whom the newer definition applies.

    ``changes`` has one sentence for each change for learners or staff. The sentences follow the order of the
    definition. ``raw`` is a unified diff of the two definitions. The diff shows the canonical form, without comments.
    If nothing changes, ``changes`` and ``raw`` are empty. ``rebound`` counts the learners that an import of the newer
    definition re-binds. If the import would create a program or change nothing, or if the program was retired,
    ``rebound`` is None.
    """

    program_key: str
    concerns: str
    changes: tuple[str, ...]
    raw: str
    rebound: Rebound | None = None
