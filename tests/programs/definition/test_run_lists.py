"""Test lists of runs that depend on the program's courses: releases, excluded runs and make-up exams."""

from __future__ import annotations

from decimal import Decimal

import pytest

from micromasters_plugin.domain.definition import matches_run
from micromasters_plugin.programs.definition.file import parse_definition
from tests.counting import count_calls
from tests.programs.definition.texts import (
    BASE,
    EXAM,
    LAST,
    RUN,
    TREE,
    course,
    edited,
    final,
    problems_of,
    top,
)


def test_the_release_of_an_excepted_run_is_refused():
    [problem] = problems_of(top(f"releases: {{{RUN}: 2016-07-01}}"), course(f"except_runs: [{RUN}]"))
    assert (problem.line, problem.field) == (4, f"releases.{RUN}")
    assert "no course of this program has the run" in problem.message


def test_a_run_by_its_number_by_an_alias_or_by_a_list_may_have_a_release():
    runs = ["course-v1:MITx+CTL.SC0x+1T2016", "MITx/Old/2013", "course-v1:MITx+SC1F+R1", "course-v1:Ex+CF+R1"]
    program = parse_definition(
        edited(
            top("releases: {" + ", ".join(f"{run}: 2016-07-01" for run in runs) + "}"),
            course("aliases: [MITx+Old]\nfinal: {course: MITx+SC1F, splits: [{coursework: 0.4, final: 0.6}]}"),
            (LAST, "      runs: [course-v1:Ex+CF+R1]\n"),
        )
    )
    assert [run for run, _ in program.releases] == sorted(runs)


def test_a_run_may_move_from_its_course_to_another_course_that_lists_it():
    moved = course(f"except_runs: [{RUN}]"), (LAST, f"      runs: [{RUN}]\n"), top(f"releases: {{{RUN}: 2016-07-01}}")
    [_, without, with_run] = parse_definition(edited(*moved)).courses()
    assert [matches_run(each, RUN) for each in (without, with_run)] == [False, True]


def test_a_course_that_cannot_be_read_may_have_the_released_run():
    release = top("releases: {course-v1:MITx+CTL.SC0x+1T2016: 2016-07-01}")
    problems = problems_of(("course: MITx+CTL.SC0x", "course: CTL.SC0x"), release)
    assert [problem.field for problem in problems] == [f"{TREE}[0].course"]


def test_make_ups_of_each_other_are_refused_at_both_places():
    problems = problems_of(course(f"make_ups:\n  {EXAM}b: {EXAM}a\n  {EXAM}a: {EXAM}b"))
    assert [problem.line for problem in problems] == [14, 15]


def test_a_make_up_by_title_is_refused_at_both_names():
    problems = problems_of(course("make_ups: {Make-up exam: Exam}"))
    assert [(problem.line, problem.column) for problem in problems] == [(13, 18), (13, 32)]


def test_an_exam_may_have_two_make_ups_and_may_be_in_a_run_of_the_final():
    other = EXAM.replace("CTL.SC1x", "SC1F")
    old, new = final()
    make_ups = f"      make_ups: {{{EXAM}b: {EXAM}a, {EXAM}c: {EXAM}a, {other}b: {other}a}}\n"
    program = parse_definition(edited((old, new + make_ups)))
    assert len(program.courses()[1].make_ups) == 3


def test_places_of_a_shared_course_have_the_same_excepted_runs():
    text = (
        "      except_runs: [course-v1:MITx+CTL.CFx+1T]\n"
        "    - at_least: 1\n      of:\n        - {exam: MITx+CTL.CFx, key: again}\n        - course: MITx+X\n"
    )
    [problem] = problems_of((LAST, text))
    assert (problem.line, problem.field) == (18, f"{TREE}[3].of[0]")
    assert "another except_runs than on line 14" in problem.message


def test_a_final_may_move_out_of_the_course_at_a_date():
    splits = "[{coursework: 1.00, final: 0.00}, {coursework: 0.40, final: 0.60, starts: 2018-01-01, by: final}]"
    [_, with_final, _] = parse_definition(edited(final("passing_grade: 0.50", splits=splits))).courses()
    assert with_final.final is not None
    assert [split.final for split in with_final.final.splits] == [0, Decimal("0.60")]


@pytest.mark.parametrize("shares", ["{coursework: 1, final: 0}", "{coursework: 0, final: 1}"])
def test_a_part_may_have_no_share(shares):
    program = parse_definition(edited(final(splits=f"[{shares}]")))
    assert program.courses()[1].final is not None


def test_many_releases_are_compared_with_many_courses_in_few_steps():
    listed = ", ".join(f"course-v1:MITx+Other{n}+R: 2016-07-01" for n in range(2_000))
    courses = "".join(f"    - course: MITx+C{n}\n" for n in range(2_000))
    changes = top(f"releases: {{{listed}}}"), (BASE[BASE.index("    - course: MITx+CTL.SC0x") :], courses)
    assert count_calls(lambda: problems_of(*changes)) < 11_000_000
