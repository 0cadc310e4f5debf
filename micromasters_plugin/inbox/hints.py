"""Delete answered hints by their ids, so that newer hints stay. ``pipeline.decisions`` answers hints."""

from __future__ import annotations

from collections.abc import Sequence

from micromasters_plugin.inbox.models import Hint

#: One statement deletes at most this many hints. The number is a tenth of the values that databases allow in a
#: statement.
HINTS_PER_STATEMENT = 2000

#: A decision deletes at most this many hints of a learner. Further hints are deleted before the decision.
KEPT = 200


def delete_hints(hint_ids: Sequence[int]) -> None:
    """Delete hints by their ids.

    A statement deletes at most ``HINTS_PER_STATEMENT`` hints. If the caller has an open transaction, the function uses
    that transaction.
    """
    for start in range(0, len(hint_ids), HINTS_PER_STATEMENT):
        Hint.objects.filter(id__in=hint_ids[start : start + HINTS_PER_STATEMENT]).delete()


def thin_out(hint_ids: Sequence[int]) -> Sequence[int]:
    """Delete all hints of a learner except ``KEPT`` hints, so that the decision's transaction stays small.

    Return the ids of the kept hints.

    Call this function only while this worker has leased the learner. Otherwise another worker with the same hints might
    delete the kept hints.
    """
    delete_hints(hint_ids[KEPT:])
    return hint_ids[:KEPT]
