"""Describe who asks or acts. ``programs/roles`` decides what each may see or do."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class ActorKind(enum.StrEnum):
    """How an actor acts: with an account, at a shell of the site, or as the platform itself."""

    PERSON = "person"
    OPERATOR = "operator"
    PLATFORM = "platform"


def _has_no_permission(permission: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks or acts, with what the platform knows about their account.

    ``user_id`` is the number that records keep, 0 for nobody in particular. ``is_course_staff`` is about the course in
    which the person asks. ``holds`` tells whether the account has a permission such as
    ``micromasters.change_credential``.
    """

    kind: ActorKind
    user_id: int = 0
    is_site_staff: bool = False
    is_course_staff: bool = False
    holds: Callable[[str], bool] = field(default=_has_no_permission, compare=False, repr=False)

    @classmethod
    def of_account(cls, user: Any) -> Actor:
        """Return the person of a Django request's user, or an anonymous visitor. No query."""
        return cls(ActorKind.PERSON, user.pk or 0, is_site_staff=bool(user.is_staff), holds=user.has_perm)

    @classmethod
    def operator(cls, user_id: int) -> Actor:
        """Return an operator at a shell of the site who acts for the person with that number."""
        return cls(ActorKind.OPERATOR, user_id)


#: An operator at a shell of the site, or code that runs there. No record keeps who it was.
OPERATOR = Actor(ActorKind.OPERATOR)

#: The platform itself, when it retires people.
PLATFORM = Actor(ActorKind.PLATFORM)
