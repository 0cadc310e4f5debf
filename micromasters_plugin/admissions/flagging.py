"""Flag learners who reach a program's admission bar. The stored explanation is enough to recompute the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.domain.admission import admission_grades
from micromasters_plugin.domain.composite import composite_parts
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.tree import leaf_verdicts
from micromasters_plugin.domain.verdicts import ProgramVerdict


@dataclass(frozen=True, slots=True)
class Judged:
    """A learner's standing, with the rules and the version of the evaluation."""

    rules: ProgramRules
    version_number: int
    standing: ProgramVerdict


@transaction.atomic
def flag_candidates(program_id: int, judged: Mapping[int, Judged], *, now: datetime) -> None:
    """Update the candidates of the program's open cycle from learners' standings: add candidates and update scores.

    ``judged`` maps learners to standings. A candidate is never removed, and no rule rejects anybody. A candidate who no
    longer reaches the bar is marked. The function takes at most five statements for any number of learners.
    """
    cycle, _ = AdmissionCycle.objects.get_or_create(program_id=program_id, name="open", defaults={"is_default": True})
    mine = Candidate.objects.select_for_update().filter(cycle=cycle, user_id__in=list(judged)).order_by("user_id")
    known = {row.user_id: row for row in mine}
    lost = [row.id for user_id, row in known.items() if not judged[user_id].standing.meets_admission_bar]
    if lost:
        Candidate.objects.filter(id__in=lost).update(meets_bar=False)
    new, changed = [], []
    for user_id, found in judged.items():
        if not found.standing.meets_admission_bar:
            continue
        row = known.get(user_id)
        if row is None:
            row = Candidate(cycle=cycle, user_id=user_id, flagged=now)
            new.append(row)
        else:
            changed.append(row)
        for name, value in _score_columns(found).items():
            setattr(row, name, value)
    if new:
        Candidate.objects.bulk_create(new)
    if changed:
        Candidate.objects.bulk_update(changed, SCORE_COLUMNS)


def _score_columns(judged: Judged) -> dict[str, object]:
    standing = judged.standing
    return {
        "meets_bar": True,
        "composite": standing.composite,
        "capstone": standing.capstone,
        "graded_runs": standing.graded_runs,
        "completed": standing.completed_on,
        "explanation": explain(judged.rules, judged.version_number, standing),
    }


#: These columns of a candidate come from the standing.
SCORE_COLUMNS = ("meets_bar", "composite", "capstone", "graded_runs", "completed", "explanation")


def explain(rules: ProgramRules, version_number: int, standing: ProgramVerdict) -> dict[str, object]:
    """Return the computation of the score as plain JSON. Grades are texts, or None without a grade.

    ``parts`` lists each requirement that enters the composite. The score is the sum of ratio × weight, divided by the
    sum of weights. ``courses`` lists the grades that the bar requires in named courses.
    """
    bar = rules.admission.composite if rules.admission is not None else None
    score = standing.composite
    return {
        "version": version_number,
        "score": _text(score),
        "bar": _text(bar),
        "above_bar_by": None if score is None or bar is None else str(score - bar),
        "courses": [
            {"requirement": each.key, "ratio": _text(each.ratio), "bar": str(each.bar)}
            for each in admission_grades(rules, standing.root)
        ],
        "credential_earned": standing.earned,
        "parts": [
            {
                "requirement": verdict.key,
                "run": verdict.course_run,
                "ratio": str(verdict.ratio),
                "weight": str(verdict.weight),
            }
            for verdict in composite_parts(rules.root, standing.root)
            if verdict.ratio is not None
        ],
        "unmet": [leaf.key for leaf, verdict in leaf_verdicts(rules.root, standing.root) if not verdict.earned],
    }


def _text(ratio: Decimal | None) -> str | None:
    return None if ratio is None else str(ratio)
