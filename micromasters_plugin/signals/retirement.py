"""Erase a person's data in this package when the platform retires the person.

Unlike every other receiver, this receiver lets failures through. The retirement pipeline shows a failure and tries
again.
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
