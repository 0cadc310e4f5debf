"""Define the preview of an import: the changes for learners that a definition would cause."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from micromasters_plugin.data.definitions import Rebound


@dataclass(frozen=True, slots=True)
class CompositeBin:
    """The number of learners with ``least`` ≤ composite < ``below``, before and after the import.

    The last bin includes 1.
    """

    least: Decimal
    below: Decimal
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class LearnerChange:
    """One learner who would gain or lose the credential. ``username`` is "" unless the caller requested usernames."""

    user_id: int
    username: str
    is_gain: bool
    earned_before: int
    earned_after: int
    composite_before: Decimal | None
    composite_after: Decimal | None


@dataclass(frozen=True, slots=True)
class DefinitionPreview:
    """The evaluation of all learners who ever enrolled in the program's runs.

    The learners are evaluated under the rules in force and under the file. ``version`` is the number that an import
    would create, or None if the file changes nothing. ``rebound`` counts the learners that an import would re-bind. If
    the file creates a program or changes nothing, ``rebound`` is None. ``gained`` counts learners who would earn the
    credential. ``lost`` counts learners who would no longer earn the credential. ``shifted`` counts other learners
    whose earned requirements, composite grade or candidacy would change. ``unchanged`` counts learners without a
    change. ``holders_lost`` counts learners in ``lost`` who have a valid credential. ``failed`` counts learners who
    could not be evaluated. No other count includes the learners in ``failed``. ``changes`` lists at most a hundred
    learners of ``gained`` and ``lost``, ordered by id. ``composites`` has the bins that are not empty.
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
    rebound: Rebound | None = None
