"""Read a learner's name from the platform, and clean the name for a credential."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.domain.texts import clean_name
from micromasters_plugin.exceptions import MissingNameError
from micromasters_plugin.platform.people import get_people


def take_name(user_id: int) -> str:
    """Return at most 200 characters of the person's name, for a credential.

    Raises:
        MissingNameError: the person has no name with a visible character. The order waits until the person has a name.
        UnknownUserError: the user does not exist.
    """
    name = clean_name(get_people().credential_name(user_id))
    if not name:
        raise MissingNameError(
            f"user {user_id} has no name for a credential, because the name in the profile has no visible character"
        )
    return name


def take_names(user_ids: Sequence[int]) -> dict[int, str]:
    """Map each user id to the person's name for a credential. The function takes one call to the platform.

    Raises:
        MissingNameError: a person has no name, so no credential is issued.
        UnknownUserError: ``user_ids`` is a single id, and that user does not exist.
    """
    if len(user_ids) == 1:
        return {user_ids[0]: take_name(user_ids[0])}
    names = get_people().credential_names(user_ids) if user_ids else {}
    cleaned = {user_id: name for user_id, raw in names.items() if (name := clean_name(raw))}
    nameless = set(user_ids) - cleaned.keys()
    if nameless:
        raise MissingNameError(f"{len(nameless)} of {len(user_ids)} people have no name for a credential")
    return cleaned
