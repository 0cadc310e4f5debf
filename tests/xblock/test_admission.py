"""Test the words about the grades that admission asks for in named courses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from micromasters_plugin.data import AdmissionGrade
from micromasters_xblock.page.page import progress_page
from micromasters_xblock.page.plan import next_steps
from micromasters_xblock.page.target import answer_of
from micromasters_xblock.visibility import Shown
from micromasters_xblock.words.reader import Reader
from tests.xblock.plans import plan, step
from tests.xblock.specimens import NOW, progress

BAR = Decimal("0.80")
MET = AdmissionGrade("SC0x", "Analytics", BAR, Decimal("0.85"), True)
UNMET = AdmissionGrade("SC1x", "Fundamentals", BAR, Decimal("0.75"), False)
MISSING = AdmissionGrade("SC2x", "Design", BAR, None, False)


def details(reader: Reader, **fields: object) -> list[str]:
    steps = next_steps(progress(admission_bar=None, **fields), now=NOW, reader=reader)
    return [each.detail for each in steps if each.goal == "Admission bar:"]


def test_the_steps_name_the_courses_that_lack_their_grade_and_the_limits(reader: Reader) -> None:
    limits = {"admission_attempts": 2, "admission_until": date(2026, 6, 30)}
    assert details(reader, admission_grades=(MET, UNMET, MISSING), **limits) == [
        "0.80 or more in each of SC1x and SC2x. Only the first 2 attempts count for it. It counts until 30 June 2026."
    ]
    assert details(reader, admission_grades=(MET, UNMET), admission_attempts=1) == [
        "0.80 or more in SC1x. Only the first attempt counts for it."
    ]


def test_no_step_names_a_grade_that_the_learner_has(reader: Reader) -> None:
    assert details(reader, admission_grades=(MET,)) == []


def test_missing_grades_are_named_after_the_credential_is_earned(reader: Reader) -> None:
    assert details(reader, earned=True, admission_grades=(UNMET,)) == ["0.80 or more in SC1x."]


def test_hidden_grades_do_not_show_which_course_has_its_grade(reader: Reader) -> None:
    shown = progress(admission_bar=None, admission_grades=(MET, UNMET))
    page = progress_page(shown, heading="", now=NOW, reader=reader, shown=replace(Shown(), grades=False))
    assert "0.80 or more in each of SC0x and SC1x." in [each.detail for each in page.steps]


def test_each_stop_of_the_plan_says_what_admission_also_asks_for(reader: Reader) -> None:
    for is_reached in (False, True):
        answer = answer_of(replace(plan(step()), admission=(UNMET,), is_reached=is_reached), reader=reader)
        assert answer.outcome.endswith("Admission asks for 0.80 or more in SC1x.")
