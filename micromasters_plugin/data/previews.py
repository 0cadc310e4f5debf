"""The preview of an import: what a definition would change for learners."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CompositeBin:
    """The number of learners with ``least`` ≤ composite < ``below``, before and after. The last bin includes 1."""

    least: Decimal
    below: Decimal
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LearnerChange:
    """One learner who would gain or lose the credential. ``username`` is empty unless it was asked for."""

    user_id: int
    username: str
    is_gain: bool
    earned_before: int
    earned_after: int
    composite_before: Decimal | None
    composite_after: Decimal | None


@dataclass(frozen=True, slots=True)
class DefinitionPreview:
    """The evaluation of everyone ever enrolled in the program's runs, by the rules in force and by the file.

    ``version`` is the number that an import would give, None if the file changes nothing. ``gained`` and ``lost`` count
    learners who would earn the credential or no longer earn it. ``shifted`` counts learners for whom only the earned
    requirements, the composite grade or the candidacy change, and ``unchanged`` all others. ``holders_lost`` counts
    learners in ``lost`` who hold a valid credential. ``failed`` learners could not be evaluated and are in none of
    these. ``changes`` names at most a hundred learners of ``gained`` and ``lost``, by ascending id. ``composites`` has
    the bins that are not empty.
    """

    program_key: str
    version: int | None
    drop_policy: str
    gained: int
    lost: int
    shifted: int
    unchanged: int
    failed: int
    holders_lost: int
    candidates_before: int
    candidates_after: int
    composites: tuple[CompositeBin, ...]
    changes: tuple[LearnerChange, ...]
