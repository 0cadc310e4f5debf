"""The name that a credential takes from the platform, at the moment when it takes it."""

from __future__ import annotations

from micromasters_plugin.domain.texts import clean_name
from micromasters_plugin.exceptions import MissingNameError
from micromasters_plugin.platform.port import get_platform


def take_name(user_id: int) -> str:
    """Return the person's name as a credential prints it, of at most 200 characters.

    Raises:
        MissingNameError: there is none, or it consists of what nobody sees. The order waits until there is one.
        UnknownUserError: there is no such person.
    """
    name = clean_name(get_platform().credential_name(user_id))
    if not name:
        raise MissingNameError(
            f"user {user_id} has no name to put on a credential: the one in the profile has no visible character"
        )
    return name
