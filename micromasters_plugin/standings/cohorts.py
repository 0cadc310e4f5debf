"""Count the standings of many learners. A group has the learners whose standings have equal values.

``domain/disclosure`` decides which counts are displayed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from micromasters_plugin.standings.models import Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """The number of learners whose standings have these three values."""

    earned_requirements: int
    earned: bool
    meets_admission_bar: bool
    learners: int


def tally_standings(program_id: int, user_ids: Iterable[int]) -> list[Tally]:
    """Return the tallies of the learners in ``user_ids`` who have a standing. The function always takes one query.

    ``user_ids`` may be a queryset of ids, which becomes a subquery.
    """
    columns = ("earned_requirements", "earned", "meets_admission_bar")
    rows = Standing.objects.filter(program_id=program_id, user_id__in=user_ids).values_list(*columns)
    return [Tally(*row) for row in rows.annotate(learners=Count("id")).order_by(*columns)]
