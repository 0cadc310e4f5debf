"""Make due what was evaluated by a clock that ran ahead, once it was put back.

A standing holds from the instant for which it was evaluated: in one of the future, waivers have expired and embargoes
have ended that are still in force. Leases and waiting times that such a clock left are their own rooms'.
"""

from __future__ import annotations

from datetime import datetime

from micromasters_plugin.database.retrying import again_after_deadlock
from micromasters_plugin.programs.registry import programs_in_use
from micromasters_plugin.programs.runs import REFRESH_AFTER
from micromasters_plugin.standings.models import Standing


@again_after_deadlock
def make_due_what_lies_ahead(*, now: datetime) -> None:
    """Let the next sweep take the standings that were evaluated for an instant far after ``now``.

    To be called before the runs are refreshed. A clock that was ahead for longer than ``REFRESH_AFTER`` left their date
    ahead too, which is quickly looked up, where looking for the standings is not; one that was ahead for less is right
    again as soon.
    """
    ahead = now + REFRESH_AFTER
    for program in programs_in_use().filter(runs_refreshed__gt=ahead):
        Standing.objects.filter(program=program, evaluated__gt=ahead).update(reevaluate_at=now)
