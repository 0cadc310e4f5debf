"""Find the version of a program that is in force at an instant. ``versions`` decides which version binds a learner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from micromasters_plugin.domain.definition import ProgramRules


def version_in_force(versions: Sequence[ProgramRules], instant: datetime) -> int:
    """Return the index of the newest version in force at ``instant``.

    If ``instant`` is before the first version, return the first index.
    """
    return max((i for i, version in enumerate(versions) if version.effective_from <= instant), default=0)
