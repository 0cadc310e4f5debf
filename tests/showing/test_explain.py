"""Test that the trace of an evaluation is available as data, as text for staff and as text for the learner."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from micromasters_plugin import api
from micromasters_plugin.data import Explanation, ProgramState
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.exceptions import UnknownProgramError, UnknownUserError
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import UUID_A, UUID_B, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import LEARNER, NOW, hint

RICH = f"""\
schema: 1
uuid: {UUID_B}
key: rich
kind: micromasters
title: A rich program
institution: Example University
effective_from: 2025-01-01
admission: {{composite: 0.80, credential: true}}
letters: {{A: 0.85, B: 0.60}}
units: [{{key: demand, title: Demand planning}}]
requirements:
  all_of:
    - course: Ex+1x
      key: 1x
      title: Course one
      passing_grade: 0.60
      units: [demand]
    - course: Ex+7x
      key: 7x
      title: Course two
      passing_grade: 0.60
      embargo_until: 2026-07-01T00:00:00+00:00
    - course: Ex+3x
      key: 3x
      title: Course three
      passing_grade: 0.60
    - at_least: 1
      key: electives
      title: Electives
      of:
        - course: Ex+4x
          key: 4x
          title: Course four
          passing_grade: 0.60
        - course: Ex+5x
          key: 5x
          title: Course five
          passing_grade: 0.60
    - course: Ex+6x
      key: 6x
      title: Course six
      passing_grade: 0.60
      final:
        course: Ex+6f
        splits: [{{coursework: 0.4, final: 0.6}}]
    - program: {UUID_A}
      key: inner
      title: The inner program
"""

SECRET = "the dean's cousin"


@pytest.fixture
def rich_program(platform: FakePlatform, program: object) -> FakePlatform:
    """Create a program and a learner with an example of every feature."""
    for number in ("3x", "4x", "5x", "6x", "6f", "7x"):
        platform.add_run(run_of(number))
    api.import_program(RICH, actor=OPERATOR)
    tracked_runs.forget()
    platform.pass_run(LEARNER, run_of("1x"), 0.9)
    platform.pass_run(LEARNER, run_of("7x"), 0.31)
    platform.pass_run(LEARNER, run_of("4x"), 0.4)
    platform.pass_run(LEARNER, run_of("6x"), 0.5)
    platform.pass_run(LEARNER, run_of("6f"), 0.9)
    api.record_override(
        UUID_B,
        "waive",
        user_id=LEARNER,
        requirement="3x",
        actor=Actor.operator(99),
        reason=SECRET,
        now=NOW - timedelta(days=1),
    )
    return platform


def explain(**options: object) -> Explanation:
    return api.explain(UUID_B, actor=OPERATOR, user_id=LEARNER, now=NOW, **options)


def test_the_trace_equals_the_evaluators_standing(rich_program: FakePlatform) -> None:
    explanation = explain()
    hint()
    api.run_pending(now=NOW)
    shown = api.get_progress(UUID_B, user_id=LEARNER, course_run="", now=NOW)
    assert (explanation.composite, explanation.earned_requirements, explanation.state) == (
        shown.composite,
        shown.earned_requirements,
        shown.state,
    )
    assert [(each.key, each.state) for each in explanation.root.children] == [
        (each.key, each.state) for each in shown.requirements
    ]


def test_the_trace_has_every_attempt_final_and_nested_requirement(rich_program: FakePlatform) -> None:
    one, two, waived, electives, six, inner = explain().root.children
    assert (one.enters_composite, one.letter, one.attempts[0].is_used) == (True, "A", True)
    assert two.held_until == datetime(2026, 7, 1, tzinfo=UTC)
    assert [reason.code for reason in waived.own_reasons] == ["waived"]
    assert (electives.required, [child.key for child in electives.children]) == (1, ["4x", "5x"])
    assert [(each.attempt.course_run, each.is_used) for each in six.finals] == [(run_of("6f"), True)]
    assert six.ratio == Decimal("0.7400")
    assert [(child.key, child.earned) for child in inner.children] == [("1x", True), ("2x", False)]
    assert inner.version == 1


def test_an_explanation_tells_whether_pages_are_current(rich_program: FakePlatform) -> None:
    assert (explain().decided, explain().is_current) == (None, False)
    hint()
    api.run_pending(now=NOW)
    assert (explain().decided, explain().is_current) == (NOW, True)
    rich_program.pass_run(LEARNER, run_of("5x"), 0.7)
    assert (explain().decided, explain().is_current) == (NOW, False)


def test_an_explanation_names_the_binding_version_and_the_rule(rich_program: FakePlatform) -> None:
    explanation = explain()
    assert (explanation.version, explanation.bound_by) == (1, "pinned")
    assert explanation.bound_at == min(
        attempt.attempt.enrollment.created for child in explanation.root.children for attempt in child.attempts
    )


def test_staff_read_every_fact(rich_program: FakePlatform) -> None:
    text = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, now=NOW).splitlines()
    assert text[0] == "A rich program (rich), learner 7, as of 2026-06-01 00:00+00:00"
    assert text[2].startswith("open: 3 of 6 requirements earned")
    assert "admission bar 0.80 not met: the composite reaches it, but the credential is missing" in text[2]
    assert text[4] == f"override: waive 3x by user 99 on 2026-05-31 00:00+00:00: {SECRET}"
    (two,) = (
        line for line in text if line.startswith(f"        {run_of('7x')}") and "0.3100" in line and "held" in line
    )
    assert "does not count, shown; The grade of 0.31 is below 0.60. (below_bar)" in two
    assert any(line.startswith(f"        final {run_of('6f')}, verified, 0.9000") for line in text)
    assert "    [ ] inner: group_open, 1 earned of 2 needed, by version 1 of the nested program, 0.9000 (A)" in text


def test_the_text_for_staff_is_english_in_any_language(rich_program: FakePlatform) -> None:
    text = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, now=NOW)
    with translation.override("ar"):
        assert api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, now=NOW) == text


def test_the_learners_text_leaves_out_embargoed_and_secret_data(rich_program: FakePlatform) -> None:
    text = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, for_learner=True, now=NOW)
    lines = text.splitlines()
    assert lines[:2] == [
        "A rich program, as of June 1, 2026",
        "3 of 6 requirements are earned. The composite grade so far is 0.82 (B).",
    ]
    assert "Course one: earned with 0.90 (A)" in lines
    assert f"    {run_of('7x')}: Does not count. The result is held back until July 1, 2026." in lines
    assert "    Staff decided that this need not be taken." in lines
    assert f"        {run_of('4x')}: grade 0.40. Does not count. The grade of 0.40 is below 0.60." in lines
    assert "Demand planning: 1 of 1 courses earned" in lines
    for secret in (SECRET, "0.31", "99", "admission", "0.80"):
        assert secret not in text


def test_the_learners_text_has_numbers_and_dates_in_their_language(rich_program: FakePlatform) -> None:
    with translation.override("fr"):
        text = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, for_learner=True, now=NOW)
    assert "0,90" in text
    assert "1 juin 2026" in text


def test_the_learners_text_has_the_end_of_a_hold_but_not_its_reason(rich_program: FakePlatform) -> None:
    end = NOW + timedelta(days=30)
    api.record_override(UUID_B, "hold", user_id=LEARNER, actor=Actor.operator(99), reason=SECRET, expires=end, now=NOW)
    assert explain().state is ProgramState.HELD
    text = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, for_learner=True, now=NOW)
    assert "hold the credential back" in text
    assert "That decision ends on July 1, 2026." in text
    assert SECRET not in text


def test_both_texts_say_that_the_program_is_retired(rich_program: FakePlatform) -> None:
    api.change_program(UUID_B, "retire", actor=Actor.operator(1), reason="A test.", now=NOW)
    staff = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, now=NOW)
    assert "retired on 2026-06-01" in staff
    assert "the next round replaces it" not in staff
    text = api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, for_learner=True, now=NOW)
    assert "This program was retired on June 1, 2026. Nothing new counts in it; what was earned" in text


def test_explaining_writes_nothing(rich_program: FakePlatform) -> None:
    with CaptureQueriesContext(connection) as queries:
        api.explain_in_words(UUID_B, actor=OPERATOR, user_id=LEARNER, now=NOW)
    assert [query["sql"] for query in queries if not query["sql"].startswith("SELECT")] == []


def test_an_unknown_program_or_person_raises(program: object, platform: FakePlatform) -> None:
    with pytest.raises(UnknownProgramError):
        api.explain(UUID_B, actor=OPERATOR, user_id=LEARNER)
    with pytest.raises(UnknownUserError):
        api.explain(UUID_A, actor=OPERATOR, user_id=12345)


def test_the_command_prints_the_staff_text_the_learners_text_or_json(program: object, platform: FakePlatform) -> None:
    amina = get_user_model().objects.create(username="amina")
    platform.pass_run(amina.pk, run_of("1x"), 0.7)

    def run(*options: str) -> str:
        out = io.StringIO()
        call_command("micromasters", "explain", "amina", "example", *options, stdout=out)
        return out.getvalue()

    assert "[x] 1x: earned, 0.7000, passing grade 0.60" in run()
    assert "Course 1x: earned with 0.70" in run("--for-learner")
    assert json.loads(run("--json"))["root"]["children"][0]["attempts"][0]["is_used"] is True
