"""Named points of the pipeline at which a test may kill the process or raise an error.

Which tests do so, and what has to come of it, is theirs. Off unless the environment arms one *and* ``DEBUG`` is on, so
a production site, where it is off, cannot be harmed by a variable alone.
"""

from __future__ import annotations

import os
import re
import signal
from dataclasses import dataclass

from django.conf import settings

VARIABLE = "MICROMASTERS_FAIL_POINT"

#: ``NAME``, ``NAME:ACTION`` or ``NAME:ACTION:PASSAGE``; the action is ``kill`` unless named, the passage 1.
REQUEST = re.compile(r"(?P<name>[a-z-]+)(:(?P<action>kill|raise)(:(?P<passage>[1-9][0-9]*))?)?")

#: Every label, in the order in which a learner's grade comes by. Each stands exactly once in the code.
FAIL_POINTS = (
    "event-received",  # the grade is committed, the hint is not written
    "hint-appended",
    "changes-hinted",  # what was found by its date is due, how far was read is not noted
    "changes-read",
    "lease-taken",
    "facts-read",
    "evaluated",
    "bars-recorded",
    "decision-written",
    "hints-taken-away",
    "leases-released",
    "effects-ordered",
    "ledger-appended",  # all of the decision is written, nothing committed
    "decision-committed",
    "effects-taken",
    "credential-stored",  # its announcement is not ordered, nothing committed
    "email-recorded",  # from here until it is confirmed nobody can tell whether it was sent
    "email-sent",
    "effect-delivered",  # the effect happened, and the order does not say so
    "effect-marked-done",
    "chunk-reconciled",
)


class FailPointError(Exception):
    """Raised by a fail point on request; no part of the package's own errors, so nothing catches it by name."""


@dataclass(slots=True)
class _Armed:
    name: str
    action: str
    passages_left: int


_armed: _Armed | None = None


def fail_point(name: str) -> None:
    """Do nothing, unless this very point is armed and passed as often as was asked for.

    Raises:
        FailPointError: it was armed to raise.
    """
    if _armed is not None and _armed.name == name:
        _pass(_armed)


def arm() -> None:
    """Arm what the environment names, for this process; without the variable or without ``DEBUG``, disarm.

    Raises:
        ValueError: ``DEBUG`` is on and the variable names no point, no action or no passage from 1.
    """
    global _armed
    text = requested()
    _armed = _parse(text) if text and settings.DEBUG else None


def requested() -> str:
    """Return what the environment asks for, whether it is followed or not; "" for nothing."""
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
