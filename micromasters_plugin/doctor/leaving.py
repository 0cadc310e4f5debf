"""Check that who is retired is erased: the package is told of it, and erasing works here.

What only retirement would show is a matter of law, and it is noticed by nobody until somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import transaction

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.platform.retirement import get_retirement

#: No platform gives anybody this number; 0 is what credentials of erased people have.
NOBODY = -1


def check(now: datetime) -> Iterator[Finding]:
    """Give what is connected to each signal of the platform's retirement a probe, all of which is rolled back."""
    for signal, receive in get_retirement().leaving_receivers().items():
        if receive is None:
            text = f"nothing of ours receives {signal}: who is retired is not erased"
            remedy = "Restart the process; if it stays, the platform renamed the signal, or the app did not load."
            yield Finding("retirement_unconnected", Severity.ERROR, text, remedy)
        elif fault := _fault(receive, now):
            text = f"a probe of {signal} was not erased: {fault}"
            remedy = "Mend what the error names; until then the platform's retirement pipeline stops at this step."
            yield Finding("retirement_broken", Severity.ERROR, text, remedy)


def _fault(receive: Callable[[int], None], now: datetime) -> str:
    """Return what is wrong with erasing somebody of whom there is one hint; empty where nothing is."""
    try:
        with transaction.atomic():
            Hint.objects.create(user_id=NOBODY, program_id=0, created=now)
            receive(NOBODY)
            is_left = Hint.objects.filter(user_id=NOBODY).exists()
            transaction.set_rollback(True)
    except Exception as error:
        return repr(error)
    return "its hint is still there" if is_left else ""
