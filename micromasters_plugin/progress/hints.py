"""Take hints away that were answered, by exactly their ids: what came meanwhile stays. Answering is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.progress.models import Hint

#: What one statement deletes: a database's limit of values in it is ten times that.
DELETED_TOGETHER = 2000

#: Hints of one learner that wait for the decision; of more, the others go before it.
KEPT = 200


def delete_hints(hint_ids: Sequence[int]) -> None:
    """Delete hints by their ids, some thousands a statement, in the caller's transaction if there is one."""
    for start in range(0, len(hint_ids), DELETED_TOGETHER):
        Hint.objects.filter(id__in=hint_ids[start : start + DELETED_TOGETHER]).delete()


def thin_out(hint_ids: Sequence[int]) -> Sequence[int]:
    """Delete all but ``KEPT`` of one learner's hints, so that no decision's transaction has many; returns what is left.

    To be called while the learner is leased: whoever read these hints before can then take none of the others away.
    """
    delete_hints(hint_ids[KEPT:])
    return hint_ids[:KEPT]
