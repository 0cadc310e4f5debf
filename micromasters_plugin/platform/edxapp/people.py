"""Look up whether a person has an account, which name credentials show, and which data events contain."""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model

from micromasters_plugin.data.truth import Account
from micromasters_plugin.exceptions import MissingNameError, UnknownUserError
from micromasters_plugin.platform.edxapp.leaving import has_left


def existing_users(user_ids: Sequence[int]) -> set[int]:
    """Return those of ``user_ids`` whose account exists and is not being retired. The function sends one query."""
    users = get_user_model().objects.filter(id__in=user_ids).exclude(has_left())
    return set(users.values_list("id", flat=True))


def usernames(user_ids: Sequence[int]) -> dict[int, str]:
    """Map each id in ``user_ids`` to the username. Leave out ids without an account. The function sends one query."""
    return dict(get_user_model().objects.filter(id__in=user_ids).values_list("id", "username"))


def find_people(name: str) -> list[int]:
    """Return ids of people with the given username or e-mail address.

    The username and the address are each unique and indexed.
    """
    users = get_user_model().objects
    found = set(users.filter(username=name).values_list("id", flat=True))
    if "@" in name:
        found.update(users.filter(email=name).values_list("id", flat=True))
    return sorted(found)


def credential_name(user_id: int) -> str:
    """Return the verified name if the person chose the verified name for certificates.

    Otherwise return the profile's name.

    Raises:
        MissingNameError: the person has no name. The order waits until the person has a name.
        UnknownUserError: the user does not exist.
    """
    name = _printed_name(_user(user_id))
    if not name:
        raise MissingNameError(f"user {user_id} has no name to put on a credential")
    return name


def credential_names(user_ids: Sequence[int]) -> dict[int, str]:
    """Map user ids to names on credentials. Leave out people who have no name.

    The function sends one query, and two more queries for each person if the site verifies names.
    """
    users = get_user_model().objects.select_related("profile").filter(id__in=user_ids)
    names = {user.id: _printed_name(user) for user in users}
    return {user_id: name for user_id, name in names.items() if name}


def account(user_id: int) -> Account:
    """Return the data that the platform's own events contain about a person.

    Raises:
        UnknownUserError: the user does not exist.
    """
    user = _user(user_id)
    return Account(user.id, user.username, user.email, _profile_name(user), user.is_active)


def credential_host() -> str:
    """Return the LMS's base address."""
    return settings.LMS_ROOT_URL.rstrip("/")


def _user(user_id: int):
    try:
        return get_user_model().objects.select_related("profile").get(id=user_id)
    except get_user_model().DoesNotExist:
        raise UnknownUserError(f"the platform has no user {user_id}") from None


def _printed_name(user) -> str:
    return _verified_name(user) or _profile_name(user).strip()


def _profile_name(user) -> str:
    """Return the profile's name. A service account has no profile and therefore no name."""
    profile = getattr(user, "profile", None)
    return profile.name if profile is not None else ""


def _verified_name(user) -> str:
    if not apps.is_installed("edx_name_affirmation"):
        return ""
    from edx_name_affirmation.api import get_verified_name, should_use_verified_name_for_certs

    if not should_use_verified_name_for_certs(user):
        return ""
    name = get_verified_name(user, is_verified=True)
    return name.verified_name if name is not None else ""
