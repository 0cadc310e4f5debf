"""What importing a definition would change for learners, before it changes it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CompositeBin:
    """How many learners have a composite in ``least`` ≤ composite < ``below``, before and after; the last takes 1."""

    least: Decimal
    below: Decimal
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LearnerChange:
    """One learner whose credential would be gained or lost. ``username`` is empty unless it was asked for."""

    user_id: int
    username: str
    is_gain: bool
    earned_before: int
    earned_after: int
    composite_before: Decimal | None
    composite_after: Decimal | None


@dataclass(frozen=True, slots=True)
class DefinitionPreview:
    """Everyone ever enrolled in the program's runs, evaluated by the rules in force and by the file.

    ``version`` is the number that an import would make, None where the file changes nothing. ``gained`` and ``lost``
    count learners by whether the credential is earned; ``shifted`` those who keep or lack it, but with other
    requirements earned, another composite or another candidacy; ``unchanged`` all others. ``holders_lost`` counts
    those of ``lost`` who hold a valid credential. ``failed`` learners could not be evaluated and are in none of these.
    ``changes`` names at most a hundred of ``gained`` and ``lost``, by ascending id. ``composites`` has the bins that
    are not empty.
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
