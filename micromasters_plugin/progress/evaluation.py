"""Evaluate a list of learners in one program: re-read the truth, apply the rules. Writes nothing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from micromasters_plugin.data import Attempt
from micromasters_plugin.domain.verdicts import Standing
from micromasters_plugin.domain.versions import evaluate_bound
from micromasters_plugin.programs.registry import Version, versions_of
from micromasters_plugin.progress import models
from micromasters_plugin.progress.facts import Bar
from micromasters_plugin.progress.truth import Truth, read_truth

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the rules say of one learner now, beside what was stored of them before (None: nothing)."""

    user_id: int
    version: Version
    standing: Standing
    attempts: list[Attempt]
    new_bars: list[Bar]
    stored: models.Standing | None


#: learner id → what the evaluation gave, or why it could not be made
Evaluations = dict[int, Evaluation | Exception]


def evaluate_learners(program_id: int, user_ids: Sequence[int], *, now: datetime) -> Evaluations:
    """Evaluate ``user_ids`` in a constant number of reads; one learner's failure is only that learner's.

    Where reading for all together fails, each is read alone, so that a poisonous row stops nobody else.
    """
    versions = versions_of(program_id)
    try:
        return _evaluate_together(program_id, versions, user_ids, now)
    except Exception as error:
        if len(user_ids) == 1:
            return {user_ids[0]: error}
        log.warning("Program %s: reading %d learners together failed, going one by one", program_id, len(user_ids))
        results: Evaluations = {}
        for user_id in user_ids:
            results.update(evaluate_learners(program_id, [user_id], now=now))
        return results


def _evaluate_together(program_id: int, versions: list[Version], user_ids: Sequence[int], now: datetime) -> Evaluations:
    truth = read_truth(versions, user_ids)
    stored = {row.user_id: row for row in models.Standing.objects.filter(program_id=program_id, user_id__in=user_ids)}
    results: Evaluations = {}
    for user_id in user_ids:
        try:
            results[user_id] = _evaluate_one(user_id, versions, truth, stored.get(user_id), now)
        except Exception as error:
            results[user_id] = error
    return results


def _evaluate_one(
    user_id: int, versions: list[Version], truth: Truth, stored: models.Standing | None, now: datetime
) -> Evaluation:
    by_version, bars = [], []
    for version in versions:
        attempts, new_bars = truth.attempts_of(user_id, version, now=now)
        by_version.append(attempts)
        bars.extend(new_bars)
    index, standing = evaluate_bound([version.rules for version in versions], by_version, now=now)
    return Evaluation(user_id, versions[index], standing, by_version[index], bars, stored)
