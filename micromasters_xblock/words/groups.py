"""A group of requirements as a whole. Its members have words of their own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress


def group_open(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say how much of the group is earned and how much is to go."""
    detail = reader.gettext(
        "%(earned)s earned, %(remaining)s to go",
        earned=str(requirement.earned_children),
        remaining=str(max(0, requirement.required - requirement.earned_children)),
    )
    return Words("open", reader.gettext("Still open"), detail)
