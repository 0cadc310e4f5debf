"""Delete answered hints by their ids, so that newer hints stay. ``pipeline.decisions`` answers hints."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.inbox.models import Hint

#: How many hints one statement deletes: a tenth of the values that a database allows in a statement.
HINTS_PER_STATEMENT = 2000

#: The most hints of one learner that a decision deletes. Any others are deleted before it.
KEPT = 200


def delete_hints(hint_ids: Sequence[int]) -> None:
    """Delete hints by their ids, some thousands in each statement, in the caller's transaction if there is one."""
    for start in range(0, len(hint_ids), HINTS_PER_STATEMENT):
        Hint.objects.filter(id__in=hint_ids[start : start + HINTS_PER_STATEMENT]).delete()


def thin_out(hint_ids: Sequence[int]) -> Sequence[int]:
    """Delete all but ``KEPT`` of one learner's hints, so that the decision's transaction stays small; return the rest.

    Call it only while the learner is leased, so that no other worker that read these hints deletes the rest.
    """
    delete_hints(hint_ids[KEPT:])
    return hint_ids[:KEPT]
