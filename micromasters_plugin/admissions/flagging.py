"""Flag candidates: who reached a program's admission bar, with an explanation that recomputes to the score."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.domain.composite import used
from micromasters_plugin.domain.definition import Program
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import Standing


@transaction.atomic
def flag_candidate(
    user_id: int, program_id: int, rules: Program, version_number: int, standing: Standing, *, now: datetime
) -> None:
    """Record what ``standing`` means for the program's open cycle: a new candidate, a new score, or a bar lost.

    A candidate is never removed and nobody is rejected by a rule; one who no longer reaches the bar is marked so.
    """
    cycle, _ = AdmissionCycle.objects.get_or_create(program_id=program_id, name="open", defaults={"is_default": True})
    known = Candidate.objects.select_for_update().filter(cycle=cycle, user_id=user_id).first()
    if not standing.meets_admission_bar:
        if known is not None:
            Candidate.objects.filter(id=known.id).update(meets_bar=False)
        return
    values = {
        "meets_bar": True,
        "composite": standing.composite,
        "capstone": standing.capstone,
        "graded_runs": standing.graded_runs,
        "completed": standing.completed_on,
        "explanation": explain(rules, version_number, standing),
    }
    if known is None:
        Candidate.objects.create(cycle=cycle, user_id=user_id, flagged=now, **values)
    else:
        Candidate.objects.filter(id=known.id).update(**values)


def explain(rules: Program, version_number: int, standing: Standing) -> dict[str, object]:
    """Return how the score came about, as plain JSON with grades as text.

    ``parts`` lists each requirement that enters the composite; the score is the sum of ratio × weight over the sum of
    weights.
    """
    bar = rules.admission.composite if rules.admission else Decimal(0)
    score = standing.composite or Decimal(0)
    return {
        "version": version_number,
        "score": str(score),
        "bar": str(bar),
        "above_bar_by": str(score - bar),
        "credential_earned": standing.earned,
        "parts": [
            {
                "requirement": verdict.key,
                "run": verdict.course_run,
                "ratio": str(verdict.ratio),
                "weight": str(verdict.weight),
            }
            for verdict in used(rules.root, standing.root)
            if verdict.ratio is not None
        ],
        "unmet": [leaf.key for leaf, verdict in leaf_verdicts(rules.root, standing.root) if not verdict.earned],
    }
