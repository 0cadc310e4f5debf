"""Find people by username, and find programs by key or uuid."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.core.management.base import CommandError

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor


def user_id_of(username: str) -> int:
    """Return the id of the person with the given username.

    Raises:
        CommandError: no account has the given username.
    """
    try:
        person = get_user_model().objects.filter(username=username).first()
    except UnicodeEncodeError:  # the argument is not valid UTF-8
        person = None
    if person is None:
        raise CommandError(f"there is no user {username!r}")
    return int(person.pk)


def actor_called(username: str) -> Actor:
    """Return an operator as the actor, who acts for the person with the given username.

    Raises:
        CommandError: no account has the given username.
    """
    return Actor.operator(user_id_of(username))


def program_uuid_of(name: str) -> str:
    """Return the uuid of the program with the given key or uuid.

    Raises:
        UnknownProgramError: no program has the given key or uuid.
    """
    return api.program_uuid_of(name)
