"""Test overrides about attempts: grants, discounted attempts, and make-ups."""

from __future__ import annotations

from decimal import Decimal

import pytest

from micromasters_plugin import api
from micromasters_plugin.data import OverrideRecord
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exceptions import RefusedOverrideError, UnconfirmedOverrideError
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_A, UUID_B, program_text, run_of, send_exam
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint, standing

LIMITED = "course-v1:Ex+3x+{}"


def decide(kind: str, *, uuid: str = UUID_A, **fields: object) -> OverrideRecord:
    values = {"user_id": LEARNER, "actor": Actor.operator(99), "reason": "decided", "now": NOW, **fields}
    return api.record_override(uuid, kind, **values)


def exam(name: str, run: str = run_of("1x")) -> str:
    return f"{run.replace('course-v1:', 'block-v1:')}+type@sequential+block@{name}"


@pytest.fixture
def learner(program: Program, platform: FakePlatform) -> FakePlatform:
    """Create a learner who earned the first course, and import a program with a limit of two attempts."""
    platform.pass_run(LEARNER, run_of("1x"), 0.8)
    text = program_text("3x", uuid=UUID_B, key="limited")
    api.import_program(text.replace("      title:", "      attempts: 2\n      title:"), actor=OPERATOR)
    tracked_runs.forget()
    return platform


def tried(platform: FakePlatform, *grades: float) -> None:
    """Give the learner a grade in a new run for each of ``grades``."""
    for number, grade in enumerate(grades):
        platform.add_run(LIMITED.format(number))
        platform.enroll(LEARNER, LIMITED.format(number))
        platform.grade(LEARNER, LIMITED.format(number), grade)


def test_a_grant_lets_one_more_attempt_count(learner: FakePlatform) -> None:
    tried(learner, 0.1, 0.2, 0.9)
    hint(number="3x")
    api.run_pending(now=NOW)
    assert not next(iter(api.standings("limited"))).earned
    decide("grant", uuid=UUID_B, requirement="3x", count=1)
    api.run_pending(now=NOW)
    assert next(iter(api.standings("limited"))).earned


@pytest.mark.parametrize("count", [0, -1, 101, 10**12])
def test_a_grant_of_an_impossible_count_is_refused(learner: FakePlatform, count: int) -> None:
    tried(learner, 0.1)
    with pytest.raises(RefusedOverrideError, match=f"a count from 1 to 100, not {count}"):
        decide("grant", uuid=UUID_B, requirement="3x", count=count)


def test_a_grant_to_somebody_without_any_try_is_refused(learner: FakePlatform) -> None:
    with pytest.raises(RefusedOverrideError, match="learner 7 has no try at 3x yet"):
        decide("grant", uuid=UUID_B, requirement="3x", count=1)


def test_a_grant_where_nothing_limits_the_attempts_is_refused(learner: FakePlatform) -> None:
    with pytest.raises(RefusedOverrideError, match="1x has no limit of attempts"):
        decide("grant", requirement="1x", count=1)


@pytest.mark.parametrize("key", ["9x", "", "all"])
def test_a_grant_for_an_unknown_requirement_is_refused(learner: FakePlatform, key: str) -> None:
    with pytest.raises(RefusedOverrideError, match=r"no requirement|no limit of attempts"):
        decide("grant", uuid=UUID_B, requirement=key, count=1)


def test_an_attempt_that_is_set_aside_does_not_count(learner: FakePlatform) -> None:
    hint()
    api.run_pending(now=NOW)
    assert standing().composite is not None
    decide("discount", course_run=run_of("1x"))
    api.run_pending(now=NOW)
    assert standing().composite is None


def test_a_discount_of_an_unknown_run_is_refused(learner: FakePlatform) -> None:
    with pytest.raises(RefusedOverrideError, match="example has no course or final exam with the run 'course-v1:Ex"):
        decide("discount", course_run="course-v1:Ex+9x+2026")


def test_a_discount_of_a_run_of_another_program_names_the_program(learner: FakePlatform) -> None:
    with pytest.raises(RefusedOverrideError, match="which belongs to the program limited"):
        decide("discount", course_run=LIMITED.format(1))


def test_a_discount_of_a_run_without_an_attempt_names_the_attempts(learner: FakePlatform) -> None:
    with pytest.raises(
        RefusedOverrideError, match=r"no attempt in the run .*\+2099'; known are course-v1:Ex\+1x\+2026"
    ):
        decide("discount", course_run="course-v1:Ex+1x+2099")


@pytest.fixture
def errored(learner: FakePlatform) -> FakePlatform:
    send_exam(LEARNER, run_of("1x"), "errored", exam="midterm")
    send_exam(LEARNER, run_of("1x"), "verified", exam="again")
    send_exam(LEARNER, run_of("1x"), "verified", exam="third")
    send_exam(LEARNER, run_of("1x"), "errored", exam="fourth")
    return learner


def test_a_make_up_is_recorded_and_the_ledger_tells_the_exams(errored: FakePlatform) -> None:
    decide("make_up", exam=exam("again"), make_up_for=exam("midterm"))
    (record,) = api.overrides_of(UUID_A, user_id=LEARNER)
    assert (record.override.exam, record.override.make_up_for) == (exam("again"), exam("midterm"))
    assert f'"make_up_for":"{exam("midterm")}"' in LedgerEntry.objects.get(kind="act").payload.replace(" ", "")


@pytest.mark.parametrize(
    ("make_up", "original", "says"),
    [
        ("unknown", "midterm", r"did not take the exam .*unknown'; known are .*midterm"),
        ("again", "unknown", "did not take the exam"),
        ("again", "again", "cannot make up for itself"),
        ("again", "third", "is verified; a make-up clears only an exam that errored"),
    ],
)
def test_an_impossible_make_up_is_refused(errored: FakePlatform, make_up: str, original: str, says: str) -> None:
    with pytest.raises(RefusedOverrideError, match=says):
        decide("make_up", exam=exam(make_up), make_up_for=exam(original))


def test_a_make_up_of_somebody_without_exams_says_that_none_is_known(learner: FakePlatform) -> None:
    with pytest.raises(RefusedOverrideError, match="none is known"):
        decide("make_up", exam=exam("again"), make_up_for=exam("midterm"))


def test_a_chain_of_make_ups_is_refused(errored: FakePlatform) -> None:
    first = decide("make_up", exam=exam("fourth"), make_up_for=exam("midterm"))
    with pytest.raises(RefusedOverrideError, match="is itself a make-up"):
        decide("make_up", exam=exam("third"), make_up_for=exam("fourth"))
    api.withdraw_override(first.id, actor=Actor.operator(99), reason="an error")
    decide("make_up", exam=exam("third"), make_up_for=exam("fourth"))
    with pytest.raises(RefusedOverrideError, match="another exam makes up for"):
        decide("make_up", exam=exam("fourth"), make_up_for=exam("midterm"))


def test_a_chain_with_a_make_up_of_the_definition_is_refused(errored: FakePlatform) -> None:
    make_ups = f"      make_ups:\n        {exam('fourth')}: {exam('midterm')}\n      title: Course 1x"
    text = program_text("1x", "2x").replace("      title: Course 1x", make_ups)
    api.import_program(text.replace("2025-01-01", "2100-01-01"), actor=OPERATOR)
    with pytest.raises(RefusedOverrideError, match="is itself a make-up"):
        decide("make_up", exam=exam("third"), make_up_for=exam("fourth"))


# --- cautions about waivers -------------------------------------------------------------------------------------------


def cautions(**fields: object) -> tuple[str, ...]:
    with pytest.raises(UnconfirmedOverrideError) as caught:
        decide("waive", requirement="2x", **fields)
    return caught.value.cautions


def test_a_waiver_below_the_bar_needs_a_confirmation(learner: FakePlatform) -> None:
    assert cautions(ratio=Decimal("0.4")) == ("the waiver's grade 0.40 is below the bar 0.60",)
    assert api.overrides_of(UUID_A, user_id=LEARNER) == []
    decide("waive", requirement="2x", ratio=Decimal("0.4"), is_confirmed=True)


@pytest.mark.parametrize(("ratio", "words"), [("0.9", "of 0.90"), ("0.8125", "of 0.8125"), (None, "without a grade")])
def test_a_waiver_that_replaces_a_waiver_needs_a_confirmation(
    learner: FakePlatform, ratio: str | None, words: str
) -> None:
    decide("waive", requirement="2x", ratio=ratio and Decimal(ratio))
    assert cautions(ratio=Decimal("0.7")) == (f"this waiver replaces the waiver {words}",)


def test_both_cautions_are_told_together(learner: FakePlatform) -> None:
    decide("waive", requirement="2x", ratio=Decimal("0.9"))
    assert len(cautions(ratio=Decimal("0.4"))) == 2


def test_a_withdrawn_waiver_is_not_replaced(learner: FakePlatform) -> None:
    made = decide("waive", requirement="2x")
    api.withdraw_override(made.id, actor=Actor.operator(99), reason="an error")
    decide("waive", requirement="2x", ratio=Decimal("0.6"))


def test_a_waiver_keeps_the_day_on_which_the_requirement_was_met(learner: FakePlatform) -> None:
    decide("waive", requirement="2x", day=NOW.date())
    assert api.overrides_of(UUID_A, user_id=LEARNER)[0].override.day == NOW.date()
