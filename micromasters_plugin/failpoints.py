"""A test may kill the process or raise an error at these named points of the pipeline.

A fail point acts only if the environment names the fail point *and* ``DEBUG`` is on. A variable alone therefore cannot
harm a production site.
"""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass

from django.conf import settings

VARIABLE = "MICROMASTERS_FAIL_POINT"

#: A request is ``NAME``, ``NAME:ACTION`` or ``NAME:ACTION:PASSAGE``. The default action is ``kill``, and the default
#: passage is 1.
REQUEST = re.compile(r"(?P<name>[a-z-]+)(:(?P<action>kill|raise)(:(?P<passage>[1-9][0-9]*))?)?")

#: The points are listed in the order in which a learner's grade passes the points. Each point occurs once in the code.
FAIL_POINTS = (
    "event-received",  # the grade is committed, and the hint is not yet written
    "hint-appended",
    "changes-hinted",  # the changed learners are due, and the reading position is not yet stored
    "changes-read",
    "lease-taken",
    "facts-read",
    "evaluated",
    "bars-recorded",
    "decision-written",
    "hints-taken-away",
    "leases-released",
    "effects-ordered",
    "ledger-appended",  # the whole decision is written and not yet committed
    "decision-committed",
    "effects-taken",
    "credential-stored",  # the announcement is not yet ordered, and nothing is committed
    "email-recorded",  # nobody can tell yet whether the message was sent
    "email-sent",
    "effect-delivered",  # the effect happened, and the order is not yet marked as done
    "effect-marked-done",
    "chunk-reconciled",
)


class FailPointError(Exception):
    """A fail point raised this error on request.

    The error is no ``MicromastersError``, so no handler of this package's errors catches it.
    """


@dataclass(slots=True)
class _Armed:
    name: str
    action: str
    passages_left: int


_armed: _Armed | None = None


def fail_point(name: str) -> None:
    """Kill the process or raise an error if this point is armed. The request says at which passage the point acts.

    Otherwise do nothing.

    Raises:
        FailPointError: the point is armed with the action ``raise``.
    """
    if _armed is not None and _armed.name == name:
        _pass(_armed)


def arm() -> None:
    """Arm the point that the environment names for this process.

    If the variable is not set or ``DEBUG`` is off, disarm every point.

    Raises:
        ValueError: ``DEBUG`` is on, and the variable names no point, names no action, or has no passage of at least 1.
    """
    global _armed
    text = requested()
    _armed = _parse(text) if text and settings.DEBUG else None


def requested() -> str:
    """Return the request in the environment, even if ``DEBUG`` is off. Return "" if the environment has no request."""
    return os.environ.get(VARIABLE, "")


def _parse(text: str) -> _Armed:
    request = REQUEST.fullmatch(text)
    if request is None or request["name"] not in FAIL_POINTS:
        raise ValueError(f"{VARIABLE}={text} names no fail point, action and passage")
    return _Armed(request["name"], request["action"] or "kill", int(request["passage"] or 1))


def _pass(armed: _Armed) -> None:
    armed.passages_left -= 1
    if armed.passages_left:
        return
    if armed.action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise FailPointError(armed.name)
