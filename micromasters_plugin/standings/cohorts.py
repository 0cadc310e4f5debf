"""Count the standings of many learners by what they have in common. What may be shown is in ``domain/disclosure``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from micromasters_plugin.standings.models import Standing


@dataclass(frozen=True, slots=True)
class Tally:
    """So many learners have earned so many requirements, the credential or not, and meet the admission bar or not."""

    earned_requirements: int
    earned: bool
    meets_admission_bar: bool
    learners: int


def tally_standings(program_id: int, user_ids: Iterable[int]) -> list[Tally]:
    """Return the tallies of those of ``user_ids`` who have a standing. One query, whatever their number.

    ``user_ids`` may be a queryset of ids: the database then finds them in the same query.
    """
    columns = ("earned_requirements", "earned", "meets_admission_bar")
    rows = Standing.objects.filter(program_id=program_id, user_id__in=user_ids).values_list(*columns)
    return [Tally(*row) for row in rows.annotate(learners=Count("id")).order_by(*columns)]
