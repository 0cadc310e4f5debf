"""Describe who calls the API. ``programs/roles`` decides what an actor may see or do."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class ActorKind(enum.StrEnum):
    """The kind of an actor: a person with an account, an operator at a shell of the site, or the platform itself."""

    PERSON = "person"
    OPERATOR = "operator"
    PLATFORM = "platform"


def _has_no_permission(permission: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Actor:
    """The caller of an API function, with the account's permissions on the platform.

    ``user_id`` is the id of the actor's account, or 0 if the actor has no account. Records store this id.
    ``is_course_staff`` tells whether the person is on the staff of the course that the request concerns. ``holds``
    tells whether the account has a permission such as ``micromasters.change_credential``.
    """

    kind: ActorKind
    user_id: int = 0
    is_site_staff: bool = False
    is_course_staff: bool = False
    holds: Callable[[str], bool] = field(default=_has_no_permission, compare=False, repr=False)

    @classmethod
    def of_account(cls, user: Any) -> Actor:
        """Return the actor of a Django request. The request's user may be anonymous. The function sends no query."""
        return cls(ActorKind.PERSON, user.pk or 0, is_site_staff=bool(user.is_staff), holds=user.has_perm)

    @classmethod
    def operator(cls, user_id: int) -> Actor:
        """Return an operator at a shell who acts for the person with the given user id."""
        return cls(ActorKind.OPERATOR, user_id)


#: This actor is an operator at a shell of the site, or code that runs at a shell. Records do not store the name of the
#: operator.
OPERATOR = Actor(ActorKind.OPERATOR)

#: This actor is the platform, which retires people.
PLATFORM = Actor(ActorKind.PLATFORM)
