"""Erase a person's data here when the platform retires them.

Unlike every other receiver, this one lets failures through: the retirement pipeline shows them and tries again.
"""

from __future__ import annotations

from micromasters_plugin.platform.retirement import get_retirement


def connect() -> None:
    """Connect to the platform's retirement signals. A second call changes nothing."""
    get_retirement().connect_retirement(_erase)


def _erase(user_id: int) -> None:
    # Import late, because retirement is rare and happens in few processes.
    from micromasters_plugin.data.actors import PLATFORM
    from micromasters_plugin.people.erasing import erase_person

    erase_person(user_id, actor=PLATFORM)
