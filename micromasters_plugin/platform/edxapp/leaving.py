"""Find people whose retirement has begun or is complete, and receive the signals of the retirement pipeline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.dispatch import Signal

SIGNALS = ("USER_RETIRE_LMS_MISC", "USER_RETIRE_MAILINGS", "USER_RETIRE_LMS_CRITICAL")


def has_left(path: str = "") -> Q:
    """Return the condition that the retirement of the user at ``path`` has begun or is complete.

    The condition checks two marks, because the pipeline later deletes one mark. The retired user name stays.
    """
    retired = {f"{path}username__startswith": settings.RETIRED_USERNAME_PREFIX}
    return Q(**{f"{path}userretirementstatus__isnull": False}) | Q(**retired)


def leavers(user_ids: Sequence[int]) -> set[int]:
    """Return the ids in ``user_ids`` of people whose retirement has begun or is complete.

    The function sends one query.
    """
    users = get_user_model().objects.filter(has_left(), id__in=user_ids)
    return set(users.values_list("id", flat=True))


def connect_retirement(receive: Callable[[int], None]) -> None:
    """Connect ``receive`` to the pipeline's three signals.

    Each signal calls ``receive`` once, in the pipeline's request.
    """

    def leave(sender: object = None, *, user: Any, **kwargs: Any) -> None:
        receive(user.id)

    for name, signal in _signals().items():
        signal.connect(leave, dispatch_uid=_uid(name), weak=False)


def leaving_receivers() -> dict[str, Callable[[int], None] | None]:
    """Map each signal to a function that calls this package's receiver as the pipeline does.

    The value is None if the receiver is not connected.
    """
    return {name: _connected(signal, _uid(name)) for name, signal in _signals().items()}


def _signals() -> dict[str, Signal]:
    from openedx.core.djangoapps.user_api.accounts import signals

    return {name: getattr(signals, name) for name in SIGNALS}


def _uid(name: str) -> str:
    return f"micromasters.{name.lower()}"


def _connected(signal: Any, uid: str) -> Callable[[int], None] | None:
    for (known_uid, _), receiver, *_rest in signal.receivers:
        if known_uid == uid:
            return lambda user_id: receiver(user=SimpleNamespace(id=user_id))
    return None


def identifiers(user_id: int) -> tuple[str, ...]:
    """Return the present user name and e-mail address.

    Add the original user name and address if the pipeline still has the originals.
    """
    from openedx.core.djangoapps.user_api.models import UserRetirementStatus

    present = get_user_model().objects.filter(id=user_id).values_list("username", "email")
    original = UserRetirementStatus.objects.filter(user_id=user_id).values_list("original_username", "original_email")
    return tuple(sorted({text for row in (*present, *original) for text in row if text}))


def full_names(user_id: int) -> tuple[str, ...]:
    """Return the names in the account and the profile, and all verified names.

    During a retirement, add the original name.
    """
    from openedx.core.djangoapps.user_api.models import UserRetirementStatus

    users = get_user_model().objects.filter(id=user_id)
    names = [f"{first} {last}" for first, last in users.values_list("first_name", "last_name")]
    names += users.filter(profile__isnull=False).values_list("profile__name", flat=True)
    names += UserRetirementStatus.objects.filter(user_id=user_id).values_list("original_name", flat=True)
    if apps.is_installed("edx_name_affirmation"):
        verified = apps.get_model("edx_name_affirmation", "VerifiedName").objects.filter(user_id=user_id)
        names += [name for row in verified.values_list("verified_name", "profile_name") for name in row]
    return tuple(sorted({name.strip() for name in names if name and name.strip()}))
