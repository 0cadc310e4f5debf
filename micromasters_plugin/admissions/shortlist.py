"""Rank a program's candidates."""

from __future__ import annotations

from django.db.models import QuerySet

from micromasters_plugin.admissions.models import Candidate
from micromasters_plugin.data import CandidateRecord, CandidateState
from micromasters_plugin.database.prepared import Prepared
from micromasters_plugin.domain.ranking import Score, rank_candidates


def ranked_candidates(program_id: int) -> list[CandidateRecord]:
    """Return the candidates of the program's default cycle who reach the cycle's bar.

    The best candidate comes first. One query.
    """
    rows = {
        row.user_id: row
        for row in Candidate.objects.filter(cycle__program_id=program_id, cycle__is_default=True, meets_bar=True)
    }
    ranked = rank_candidates(
        [Score(row.user_id, row.composite, row.capstone, row.graded_runs, row.completed) for row in rows.values()]
    )
    return [
        CandidateRecord(
            user_id=item.score.learner_id,
            score=item.score.composite,
            rank=item.rank,
            state=CandidateState(rows[item.score.learner_id].state),
        )
        for item in ranked
    ]


def is_candidate(user_id: int, program_id: int) -> bool:
    """Tell whether the learner was flagged in the program's default cycle and reaches the cycle's bar. One query."""
    return bool(_candidate_rows(user_id, program_id))


def _select_candidate(user_id: int, program_id: int) -> QuerySet:
    rows = Candidate.objects.filter(cycle__program_id=program_id, cycle__is_default=True, user_id=user_id)
    return rows.filter(meets_bar=True).values_list("id")[:1]


_candidate_rows = Prepared(Candidate, _select_candidate)
