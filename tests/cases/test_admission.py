"""Test cases about performance-based admission: a required grade in each of several courses."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command

from micromasters_plugin import api
from micromasters_plugin.admissions.models import Candidate
from tests.cases.site import UUID, Site, definition

PATHWAY = """\
    - {course: Ex+A1x, key: A1x, title: Algorithms}
    - {course: Ex+B1x, key: B1x, title: Databases}
    - {course: Ex+C1x, key: C1x, title: Networks}
"""
B_OR_BETTER = """\
passing_grade: 0.60
admission: {courses: {A1x: 0.80, B1x: 0.80}, attempts: 2, until: 2026-06-30, credential: false}"""


def grades(learner: int, **ratios: float) -> str:
    """Return a grade book in which a learner takes the given courses in spring 2026."""
    return "".join(
        f"2026-02-01 {learner} {course}+1T2026 enrolled\n2026-05-20 {learner} {course}+1T2026 grade {ratio}\n"
        for course, ratio in ratios.items()
    )


@pytest.fixture
def pathway(site: Site) -> Site:
    """Return a site where 0.80 in each of two courses admits. The courses' own passing grade is 0.60 too."""
    site.define(definition(PATHWAY, B_OR_BETTER))
    for course in ("A1x", "B1x", "C1x"):
        site.run(f"{course}+1T2026", passing_grade="0.6")
    return site


def test_a_learner_with_each_grade_is_a_candidate_without_the_credential(pathway: Site) -> None:
    pathway.play(grades(1, A1x=0.80, B1x=0.95) + grades(2, A1x=0.79, B1x=0.99))
    assert pathway.candidates() == [(1, 1)]


def test_a_third_attempt_is_too_late(pathway: Site) -> None:
    again = "".join(
        f"2026-03-{day}1 1 A1x+{day}T2026x enrolled\n2026-03-{day}2 1 A1x+{day}T2026x grade {ratio}\n"
        for day, ratio in ((0, 0.70), (1, 0.75), (2, 0.90))
    )
    pathway.play(grades(1, B1x=0.90) + again)
    assert pathway.candidates() == []


def test_a_grade_after_the_last_day_is_too_late(pathway: Site) -> None:
    pathway.run("A1x+2T2026", passing_grade="0.6")
    pathway.play(grades(1, B1x=0.90) + "2026-06-01 1 A1x+2T2026 enrolled\n2026-07-01T00:00 1 A1x+2T2026 grade 0.90\n")
    assert pathway.candidates() == []
    assert pathway.standing().earned_requirements == 2


def test_a_candidate_without_a_composite_grade_ranks_last_and_is_exported(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    requirements = "    - at_least: 2\n      title: Two\n      of:\n" + PATHWAY.replace("    -", "        -")
    half = requirements.replace("    - at_least: 2", "    - at_least: 1").replace(
        PATHWAY.replace("    -", "        -").splitlines(keepends=True)[0],
        "        - all_of:\n            - {course: Ex+A1x, key: A1x}\n            - {course: Ex+D1x, key: D1x}\n",
    )
    site.define(definition(half, "passing_grade: 0.60\nadmission: {courses: {A1x: 0.80}, credential: false}"))
    site.play(grades(1, A1x=0.90) + grades(2, A1x=0.80, D1x=0.70))
    assert [(record.rank, record.user_id, record.score is None) for record in site.candidate_records()] == [
        (1, 2, False),
        (2, 1, True),
    ]
    call_command("micromasters", "export-candidates", "--program", "CASE")
    assert capsys.readouterr().out.splitlines()[1:] == ["2,0.7500,1", "1,,2"]


def test_a_candidate_s_explanation_has_the_grades_of_the_named_courses(pathway: Site) -> None:
    pathway.play(grades(1, A1x=0.80, B1x=0.95))
    explanation = Candidate.objects.get(user_id=1).explanation
    assert explanation["bar"] is None
    assert explanation["courses"] == [
        {"requirement": "A1x", "ratio": "0.8000", "bar": "0.80"},
        {"requirement": "B1x", "ratio": "0.9500", "bar": "0.80"},
    ]


def test_staff_read_each_grade_with_its_limits(pathway: Site) -> None:
    pathway.play(grades(1, A1x=0.80, B1x=0.70))
    text = pathway.staff_text()
    assert "admission asks for 0.80 in A1x, in the first 2 attempts, until 2026-06-30: 0.8000, met" in text
    assert "admission asks for 0.80 in B1x, in the first 2 attempts, until 2026-06-30: 0.7000, not met" in text
    assert "admission bar not met: a named course lacks its grade" in text


def test_progress_and_plan_have_the_grades_that_are_missing(pathway: Site) -> None:
    pathway.play(grades(1, A1x=0.80, B1x=0.70))
    progress = api.get_progress(UUID, user_id=1, now=pathway.now)
    assert [(each.key, each.is_met) for each in progress.admission_grades] == [("A1x", True), ("B1x", False)]
    assert (progress.admission_attempts, progress.admission_until) == (2, date(2026, 6, 30))
    assert [each.key for each in pathway.plan().admission] == ["B1x"]
