"""All that the evaluation of one learner was given: stored with the standing and in the ledger, to decide again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from micromasters_plugin.data import Attempt, Override
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import Standing
from micromasters_plugin.programs.registry import Version


@dataclass(frozen=True, slots=True)
class Inputs:
    """Attempts with the dates of the binding version's bars, decisions by hand, and the same of each nested program.

    ``nested`` holds (program's uuid, id of the version that binds the learner there, inputs).
    """

    attempts: tuple[Attempt, ...] = ()
    overrides: tuple[Override, ...] = ()
    nested: tuple[tuple[str, int, Inputs], ...] = ()


def decide_again(version: Version, inputs: Inputs, versions: Mapping[int, Version], *, now: datetime) -> Standing:
    """Return the standing that ``inputs`` give under ``version`` at ``now``.

    Args:
        versions: by id, those that ``inputs.nested`` names.
    """
    standings = {
        uuid: decide_again(versions[version_id], given, versions, now=now) for uuid, version_id, given in inputs.nested
    }
    return evaluate(version.rules, inputs.attempts, now=now, overrides=inputs.overrides, nested=standings)


#: Rises when the same inputs under the same version may give another standing: a change of the evaluator itself.
EVALUATOR = 1


def fingerprint_of(attempts: Sequence[tuple[int, Sequence[Attempt]]], overrides: Sequence[Override]) -> str:
    """Return a digest of all that a standing depends on but the clock.

    Args:
        attempts: for each version of the program and of the nested ones: its id, and the learner's attempts.
        overrides: the learner's, in any of these programs.
    """
    told = repr((EVALUATOR, [(version, [_told(each) for each in known]) for version, known in attempts], overrides))
    return hashlib.sha256(told.encode()).hexdigest()


def _told(attempt: Attempt) -> tuple[object, ...]:
    """An attempt as a tuple of plain values: a tenth of the time that its own representation takes."""
    enrollment = attempt.enrollment
    return (
        attempt.course_run,
        _seconds(attempt.run_start),
        _seconds(attempt.run_end),
        enrollment and (enrollment.mode, enrollment.is_active, _seconds(enrollment.created)),
        enrollment and [(change.mode, change.is_active, _seconds(change.time)) for change in enrollment.history],
        str(attempt.ratio),
        attempt.passed_course,
        attempt.certificate_invalidated,
        attempt.certificate_allowlisted,
        [(exam.usage_key, exam.status.value, _seconds(exam.time)) for exam in attempt.exams],
        _seconds(attempt.bar_reached),
        attempt.bar_reached_seen,
    )


def _seconds(instant: datetime | None) -> float | None:
    return None if instant is None else instant.timestamp()
