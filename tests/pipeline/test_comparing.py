"""Test that comparing the truth with a stored standing finds every relevant difference, without unnecessary reads."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from unittest.mock import patch

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import (
    CourseCertificate,
    CourseRun,
    Enrollment,
    EnrollmentChange,
    ExamAttempt,
    Grade,
    OverrideDecision,
    OverrideKind,
)
from micromasters_plugin.data import ExamStatus as Status
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.programs.models import Program, TrackedRun
from micromasters_plugin.standings import facts, truth
from micromasters_plugin.standings.evaluation import Evaluation, Unchanged, evaluate_learner, evaluate_learners
from micromasters_plugin.standings.inputs import fingerprint_of
from micromasters_plugin.standings.truth import Truth
from tests.factories import run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything, standing

RUN = run_of("1x")
PAIR = (LEARNER, RUN)
LATER = datetime(2026, 3, 1, tzinfo=UTC)

#: The fields that do not affect a standing, because they are only displayed or are the date of another change.
UNTOLD = {
    "CourseRun.title",
    "CourseRun.enrollment_end",
    "CourseRun.upgrade_deadline",
    "CourseRun.upgrade_price",
    "CourseRun.currency",
    "CourseRun.url",
    "Grade.modified",
    "CourseCertificate.mode",
}

START = datetime(2026, 1, 10, tzinfo=UTC)
CHANGE = EnrollmentChange(START, "audit", True)
KNOWN = Truth(
    runs={RUN: CourseRun(RUN, "A course", START, START, Decimal("0.5"))},
    users={LEARNER},
    enrollments={PAIR: Enrollment("verified", True, START, (CHANGE,))},
    grades={PAIR: Grade(0.7, True, START, START)},
    certificates={PAIR: CourseCertificate("downloadable", "verified", is_invalidated=False)},
    exams={PAIR: [ExamAttempt("block-v1:a", Status.SUBMITTED, START)]},
)


def others(record: object) -> list[tuple[str, object]]:
    """Return one record for each field. Each record has a changed value in one field."""
    replacements = {str: "other", float: 0.71, datetime: LATER, Decimal: Decimal("0.6"), Status: Status.VERIFIED}
    found: list[tuple[str, object]] = []
    for field in fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if isinstance(value, tuple):
            changed: object = tuple(change for _, change in others(value[0]))
        elif isinstance(value, bool):
            changed = not value
        else:
            changed = LATER if value is None else replacements[type(value)]
        found.append((f"{type(record).__name__}.{field.name}", replace(record, **{field.name: changed})))  # type: ignore[type-var]
    return found


def changed_truths() -> list[tuple[str, Truth]]:
    """Return the known truth once for each field of each record, with a changed value in this field."""
    truths = [(name, replace(KNOWN, runs={RUN: run})) for name, run in others(KNOWN.runs[RUN])]
    for table in ("enrollments", "grades", "certificates"):
        record = getattr(KNOWN, table)[PAIR]
        truths += [(name, replace(KNOWN, **{table: {PAIR: other}})) for name, other in others(record)]
        truths.append((f"no {table}", replace(KNOWN, **{table: {}})))
    truths += [(name, replace(KNOWN, exams={PAIR: [exam]})) for name, exam in others(KNOWN.exams[PAIR][0])]
    for name, change in others(CHANGE):
        enrollment = replace(KNOWN.enrollments[PAIR], history=(change,))
        truths.append((name, replace(KNOWN, enrollments={PAIR: enrollment})))
    return truths


def digest(known: Truth) -> str:
    return fingerprint_of(LEARNER, known, [1], [()])


@pytest.mark.parametrize(("name", "other"), changed_truths(), ids=[name for name, _ in changed_truths()])
def test_comparing_notices_every_input_of_a_standing(name: str, other: Truth) -> None:
    assert (digest(other) == digest(KNOWN)) is (name in UNTOLD)


def test_comparing_notices_a_new_version_and_an_override() -> None:
    waiver = OverrideDecision(OverrideKind.WAIVE, "core", 1, "seen", START)
    assert fingerprint_of(LEARNER, KNOWN, [1, 2], [()]) != digest(KNOWN)
    assert fingerprint_of(LEARNER, KNOWN, [1], [(waiver,)]) != digest(KNOWN)


def test_the_order_of_tracked_runs_is_no_change(program: Program, platform: FakePlatform) -> None:
    for number in ("2x", "1x"):
        platform.pass_run(LEARNER, run_of(number), 0.3)
        api.reconcile(now=NOW)
    evaluated = evaluate_learner(program.id, LEARNER, now=NOW)
    assert [attempt.course_run for attempt in evaluated.inputs.attempts] == [run_of("1x"), run_of("2x")]
    TrackedRun.objects.all().delete()
    assert evaluate_learners(program.id, [LEARNER], now=NOW) == {LEARNER: Unchanged(LEARNER)}
    assert standing().inputs == SPARSE.encode(evaluated.inputs)


def test_comparing_unchanged_learners_reads_no_bars(program: Program, platform: FakePlatform) -> None:
    pass_everything(platform)
    hint()
    api.run_pending(now=NOW)
    with patch.object(truth, "bars_seen", side_effect=AssertionError):
        assert evaluate_learners(program.id, [LEARNER], now=NOW) == {LEARNER: Unchanged(LEARNER)}


def test_only_bars_of_changed_learners_are_read(program: Program, platform: FakePlatform) -> None:
    for user_id in (1, 2, 3):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    platform.grade(2, RUN, 0.95)
    with patch.object(truth, "bars_seen", side_effect=facts.bars_seen) as read:
        found = evaluate_learners(program.id, [1, 2, 3], now=NOW)
    assert [call.args[0] for call in read.call_args_list] == [[2]]
    assert [type(result) for result in found.values()] == [Unchanged, Evaluation, Unchanged]
