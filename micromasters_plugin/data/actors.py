"""Who asks or acts. What each may see or do is in ``programs/roles``."""

from __future__ import annotations

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


class ActorKind(enum.StrEnum):
    """How somebody comes to act: by an account, at a shell of the site, or as the platform itself."""

    PERSON = "person"
    OPERATOR = "operator"
    PLATFORM = "platform"


def _holds_nothing(permission: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who asks or acts, with what the platform says of the account.

    ``user_id`` is the number that records keep, 0 for nobody in particular. ``is_course_staff`` concerns the course in
    which the person asks. ``holds`` tells whether the account has a permission, such as
    ``micromasters.change_credential``.
    """

    kind: ActorKind
    user_id: int = 0
    is_site_staff: bool = False
    is_course_staff: bool = False
    holds: Callable[[str], bool] = field(default=_holds_nothing, compare=False, repr=False)

    @classmethod
    def of_account(cls, user: Any) -> Actor:
        """Return the person whom a Django request names, or an anonymous visitor. Asks no database."""
        return cls(ActorKind.PERSON, user.pk or 0, is_site_staff=bool(user.is_staff), holds=user.has_perm)

    @classmethod
    def operator(cls, user_id: int) -> Actor:
        """Return somebody at a shell of the site who acts for the person with that number."""
        return cls(ActorKind.OPERATOR, user_id)


#: Somebody at a shell of the site, or code that runs on it, where no record keeps who it was.
OPERATOR = Actor(ActorKind.OPERATOR)

#: The platform, which retires people by itself.
PLATFORM = Actor(ActorKind.PLATFORM)
