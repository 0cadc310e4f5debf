"""Test that the demo's definitions match the real programs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from micromasters_plugin.data import Attempt, Enrollment, ExamAttempt, ExamStatus
from micromasters_plugin.domain.definition import AdmissionBar, Grandfathering, LetterBand
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.questions import questions

PROGRAMS = Path(__file__).parents[3] / "demo" / "programs"

#: The key and the kind of each file. For each requirement, the passing grade and whether the requirement is a proctored
#: exam.
SHIPPED = {
    "scm-micromasters.yaml": ("scm", "micromasters", [*[("0.60", False)] * 5, ("0.60", True)]),
    "scl-xseries.yaml": ("scl", "xseries", [("0.50", False)] * 3),
    "oulad-ddd.yaml": ("DDD", "micromasters", [*[("0.60", False)] * 6, ("0.50", True)]),
    "oulad-fff.yaml": ("FFF", "micromasters", [("0.60", False)] * 5),
    "scm-second-version.yaml": ("scm", "micromasters", [*[("0.60", False)] * 5, ("0.60", True)]),
    "dedp-micromasters.yaml": ("dedp", "micromasters", [("0.50", False)] * 6),
    "sds-micromasters.yaml": ("sds", "micromasters", [*[("0.60", False)] * 10, ("0.60", True)]),
    "finance-micromasters.yaml": (
        "mmfin",
        "micromasters",
        [*[("0.60", False)] * 5, ("0.60", True), *[("0.60", False)] * 5],
    ),
    "boulder-pathway.yaml": ("boulder", "pathway", [("0.70", False)] * 3),
}  # fmt: skip

#: The files that describe published programs of real institutions. Each of them names its source.
PUBLISHED = sorted(name for name in SHIPPED if not name.startswith("oulad"))


NOW = datetime(2025, 1, 1, tzinfo=UTC)


def shipped(name):
    return parse_definition((PROGRAMS / name).read_text(encoding="utf-8"), name=name)


def runs_of(program):
    """Return a run of each course and final exam of the program, without repetition."""
    parts = [part for course in program.courses() for part in (course, course.final) if part is not None]
    return list(dict.fromkeys(f"course-v1:{part.course}+1T2024" for part in parts))


def passed(run, ratio=Decimal("0.90")):
    """Return a paying learner's passing attempt in the run, with a verified exam."""
    start, passed = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 6, 1, tzinfo=UTC)
    return Attempt(
        run,
        run_start=start,
        enrollment=Enrollment("verified", True, start),
        ratio=ratio,
        bar_reached=passed,
        exams=(ExamAttempt("exam", ExamStatus.VERIFIED, passed),),
        start_day=start.date(),
        reached_day=passed.date(),
    )


def test_this_file_tests_every_shipped_definition():
    assert {path.name for path in PROGRAMS.iterdir()} == set(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_shipped_definitions_match_the_published_programs(name):
    program = shipped(name)
    bars = [(str(course.passing_grade), course.is_exam and course.proctored) for course in program.courses()]
    assert (program.key, program.kind, bars) == SHIPPED[name]


def test_the_shipped_micromasters_succeeds_the_xseries_whose_courses_come_in_order():
    micromasters, xseries = shipped("scm-micromasters.yaml"), shipped("scl-xseries.yaml")
    assert micromasters.succeeds == xseries.uuid
    assert xseries.root.in_order
    assert {course.course for course in xseries.courses()} < {course.course for course in micromasters.courses()}


def test_the_shipped_data_set_programs_weigh_equally_and_begin_before_their_data():
    for name in ("oulad-ddd.yaml", "oulad-fff.yaml"):
        program = shipped(name)
        assert {course.weight for course in program.courses()} == {1}
        assert program.effective_from < datetime(2012, 3, 28, tzinfo=UTC)
        assert program.admission == AdmissionBar(Decimal("0.80"), credential=True)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_program_names_its_source(name):
    comments = [line for line in (PROGRAMS / name).read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    assert "https://" in "".join(comments[1:])


@pytest.mark.parametrize("name", SHIPPED)
def test_no_shipped_definition_raises_a_question(name):
    assert questions((PROGRAMS / name).read_text(encoding="utf-8")) == ()


@pytest.mark.parametrize("name", SHIPPED)
def test_whoever_passes_everything_earns_a_shipped_program(name):
    program = shipped(name)
    ratio = Decimal("0.90")
    attempts = [passed(run, ratio) for run in runs_of(program)]
    if program.root.in_order:
        attempts = [replace(each, reached_day=date(2024, 6, day)) for day, each in enumerate(attempts, start=1)]
    verdict = evaluate(program, attempts, now=NOW)
    assert (verdict.earned, verdict.composite) == (True, ratio)


def test_a_learner_of_two_half_tracks_lacks_a_track_of_statistics_and_data_science():
    program = shipped("sds-micromasters.yaml")
    runs = [run for run in runs_of(program) if "6.419x" not in run and "14.310" not in run]
    assert evaluate(program, [passed(run) for run in runs], now=NOW).earned
    runs = [run for run in runs if "IDS.S24x" not in run]
    assert not evaluate(program, [passed(run) for run in runs], now=NOW).earned


def test_two_of_three_electives_of_dedp_are_enough():
    program = shipped("dedp-micromasters.yaml")
    runs = [run for run in runs_of(program) if "14.75" not in run]
    assert evaluate(program, [passed(run) for run in runs], now=NOW).earned
    assert not evaluate(program, [passed(run) for run in runs if "14.74" not in run], now=NOW).earned


def test_finance_needs_the_comprehensive_exam_or_an_exam_in_each_course():
    program = shipped("finance-micromasters.yaml")
    courses = [run for run in runs_of(program) if "CFx" not in run]
    without_exams = [replace(passed(run), exams=()) for run in courses]
    assert evaluate(program, [passed(run) for run in courses], now=NOW).earned
    assert not evaluate(program, without_exams, now=NOW).earned
    assert evaluate(program, [*without_exams, passed("course-v1:MITx+MMFin.CFx+1T2024")], now=NOW).earned


def test_the_second_version_of_supply_chain_management_begins_later_and_lets_courses_lapse():
    first, second = shipped("scm-micromasters.yaml"), shipped("scm-second-version.yaml")
    assert (first.uuid, first.key) == (second.uuid, second.key)
    assert first.effective_from < second.effective_from
    assert second.grandfathering is Grandfathering.PINNED
    assert [course.valid_for for course in second.courses()] == [5, 5, 5, 5, 5, None]
    assert "June 2018" in first.pathway.worth


def test_the_pathway_admits_with_a_b_in_each_of_three_courses():
    program = shipped("boulder-pathway.yaml")
    assert program.admission is not None
    assert program.admission.courses == tuple((course.key, Decimal("0.80")) for course in program.courses())
    assert program.letters[1] == LetterBand("B", Decimal("0.80"))
