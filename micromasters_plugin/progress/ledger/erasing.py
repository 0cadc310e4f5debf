"""Erase a person from every ledger: their part of each entry goes, its commitment stays.

The chain, which is over commitments, verifies as before.
"""

from __future__ import annotations

from micromasters_plugin.outbox.retrying import again_after_deadlock
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.models import LedgerEntry


@again_after_deadlock
def erase(user_id: int) -> int:
    """Empty id, salt and payload of every entry about a person; returns how many. A second call finds none.

    Without its salt a commitment cannot be guessed from the few values that grades have.
    """
    programs = list(Program.objects.values_list("id", flat=True))  # the index begins with the program
    return LedgerEntry.objects.filter(program_id__in=programs, user_id=user_id).update(
        user_id=None, salt="", payload=""
    )
