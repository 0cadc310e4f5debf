"""Export the standings of a program as rows. The export needs constant memory for any number of rows."""

from __future__ import annotations

from collections.abc import Iterator

from micromasters_plugin.data import StandingRow
from micromasters_plugin.programs.learners import learners_enrolled
from micromasters_plugin.programs.registry import versions_of
from micromasters_plugin.standings.models import Standing


def standing_rows(program_id: int) -> Iterator[StandingRow]:
    """Yield a row for each learner who is enrolled in any tracked run, ordered by learner id.

    A learner without an evaluation has earned nothing.
    """
    required = versions_of(program_id)[-1].rules.required
    for user_ids in learners_enrolled(program_id):
        rows = {row.user_id: row for row in Standing.objects.filter(program_id=program_id, user_id__in=user_ids)}
        for user_id in user_ids:
            row = rows.get(user_id)
            if row is None:
                yield StandingRow(user_id, False, None, 0, required)
            else:
                yield StandingRow(user_id, row.earned, row.composite, row.earned_requirements, row.total_requirements)
