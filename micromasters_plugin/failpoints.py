"""Named points of the pipeline at which a test may kill the process or raise an error.

A fail point acts only if the environment names it *and* ``DEBUG`` is on, so a variable alone cannot harm a production
site.
"""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass

from django.conf import settings

VARIABLE = "MICROMASTERS_FAIL_POINT"

#: ``NAME``, ``NAME:ACTION`` or ``NAME:ACTION:PASSAGE``. The default action is ``kill``, the default passage 1.
REQUEST = re.compile(r"(?P<name>[a-z-]+)(:(?P<action>kill|raise)(:(?P<passage>[1-9][0-9]*))?)?")

#: The name of each point, in the order in which a learner's grade passes them. Each occurs once in the code.
FAIL_POINTS = (
    "event-received",  # the grade is committed, the hint not yet written
    "hint-appended",
    "changes-hinted",  # the changed learners are due, the reading position not yet stored
    "changes-read",
    "lease-taken",
    "facts-read",
    "evaluated",
    "bars-recorded",
    "decision-written",
    "hints-taken-away",
    "leases-released",
    "effects-ordered",
    "ledger-appended",  # the whole decision is written, not yet committed
    "decision-committed",
    "effects-taken",
    "credential-stored",  # the announcement is not ordered yet, nothing committed
    "email-recorded",  # until the sending is confirmed, nobody can tell whether it happened
    "email-sent",
    "effect-delivered",  # the effect happened, the order does not say so yet
    "effect-marked-done",
    "chunk-reconciled",
)


class FailPointError(Exception):
    """A fail point raised this on request. It is no ``MicromastersError``, so nothing catches it by name."""


@dataclass(slots=True)
class _Armed:
    name: str
    action: str
    passages_left: int


_armed: _Armed | None = None


def fail_point(name: str) -> None:
    """Kill the process or raise an error if this point is armed and this is the requested passage.

    Otherwise do nothing.

    Raises:
        FailPointError: the point is armed with the action ``raise``.
    """
    if _armed is not None and _armed.name == name:
        _pass(_armed)


def arm() -> None:
    """Arm the point that the environment names, for this process. Disarm all if the variable or ``DEBUG`` is not set.

    Raises:
        ValueError: ``DEBUG`` is on and the variable names no point, no action or no passage from 1.
    """
    global _armed
    text = requested()
    _armed = _parse(text) if text and settings.DEBUG else None


def requested() -> str:
    """Return the request in the environment, even if ``DEBUG`` is off; "" without one."""
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
