"""Define the inputs of one learner's evaluation.

The standing and the ledger store the inputs, so a decision can be recomputed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from micromasters_plugin.data import Attempt, CourseRun, OverrideDecision
from micromasters_plugin.domain.standing import EVALUATOR, evaluate
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.programs.registry import Version
from micromasters_plugin.standings.truth import Truth


@dataclass(frozen=True, slots=True)
class Inputs:
    """The attempts, the overrides, and the inputs of each nested program.

    The attempts have the dates of the binding version's bars. An entry of ``nested`` has the uuid of a nested program,
    and the number of the program's version that binds the learner. An entry of ``nested`` also has the digest of the
    version's definition, and the inputs of the nested program.
    """

    attempts: tuple[Attempt, ...] = ()
    overrides: tuple[OverrideDecision, ...] = ()
    nested: tuple[tuple[str, int, str, Inputs], ...] = ()


def recompute_standing(
    version: Version, inputs: Inputs, versions: Mapping[tuple[str, int], Version], *, now: datetime
) -> ProgramVerdict:
    """Return the standing that ``inputs`` give under ``version`` at ``now``.

    Args:
        version: the version that binds the learner.
        inputs: the inputs of the evaluation.
        versions: the versions in ``inputs.nested``. A key has a program's uuid and a version's number.
        now: the time of the decision.

    Raises:
        KeyError: ``versions`` lacks a version.
    """
    standings = {
        uuid: recompute_standing(versions[uuid, number], nested_inputs, versions, now=now)
        for uuid, number, _, nested_inputs in inputs.nested
    }
    return evaluate(version.rules, inputs.attempts, now=now, overrides=inputs.overrides, nested=standings)


def fingerprint_of(
    user_id: int, truth: Truth, version_ids: Sequence[int], overrides: Sequence[Sequence[OverrideDecision]]
) -> str:
    """Return a digest of everything that decides a learner's standing, except the clock.

    The digest leaves out the dates of reached bars. Each date is set only once, and comes from data in the digest.

    Args:
        user_id: the learner's id.
        truth: the truth about this learner, and possibly about other learners. The runs in ``truth`` are in the order
            of ``programs.runs.runs_of``.
        version_ids: the versions of the program and of its nested programs.
        overrides: the learner's overrides in the program and in each nested program.
    """
    facts = [
        facts for run in truth.runs.values() if (facts := _plain_facts((user_id, run.key), run, truth)) is not None
    ]
    return hashlib.sha256(repr((EVALUATOR, version_ids, facts, overrides)).encode()).hexdigest()


def _plain_facts(pair: Pair, run: CourseRun, truth: Truth) -> tuple[object, ...] | None:
    """Return the truth about a learner in a run as plain values, because ``repr`` is fastest for plain values."""
    enrollment, grade, exams = truth.enrollments.get(pair), truth.grades.get(pair), truth.exams.get(pair)
    certificate = truth.certificates.get(pair)
    if enrollment is None and grade is None and exams is None and certificate is None:
        return None
    return (
        run.key,
        _seconds(run.start),
        _seconds(run.end),
        _seconds(run.certificates_available),
        run.passing_grade and str(run.passing_grade),
        enrollment and (enrollment.mode, enrollment.is_active, _seconds(enrollment.created)),
        enrollment and [(change.mode, change.is_active, _seconds(change.time)) for change in enrollment.history],
        grade and (grade.percent, grade.passed_course, _seconds(grade.passed_timestamp)),
        certificate and certificate.status,
        bool(certificate and certificate.is_invalidated),
        bool(certificate and certificate.is_allowlisted),
        exams and sorted((exam.usage_key, exam.status.value, _seconds(exam.time)) for exam in exams),
    )


def _seconds(instant: datetime | None) -> float | None:
    return None if instant is None else instant.timestamp()
