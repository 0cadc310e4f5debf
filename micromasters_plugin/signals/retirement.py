"""People leave: the platform's retirement erases what this package keeps of them.

Unlike every other receiver this one lets failures through: the retirement pipeline shows them and tries again.
"""

from __future__ import annotations

from micromasters_plugin.platform.retirement import get_retirement


def connect() -> None:
    """Ask the platform to tell of everyone who leaves. Safe to call twice."""
    get_retirement().tell_of_leavers(_erase)


def _erase(user_id: int) -> None:
    # Happens rarely and in few processes; every other one starts without it.
    from micromasters_plugin.data.actors import PLATFORM
    from micromasters_plugin.people.erasing import erase_person

    erase_person(user_id, actor=PLATFORM)
