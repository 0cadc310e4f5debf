"""Test the fields for shared courses, final exams, units, letters, dates and nested programs, also with faults."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

import pytest

from micromasters_plugin.domain.definition import (
    Course,
    Final,
    Group,
    LetterBand,
    NestedProgram,
    SharedCourses,
    Split,
    Unit,
)
from micromasters_plugin.domain.step_limits import max_steps
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.sharing import MAX_EVALUATION_STEPS
from tests.programs.definition.texts import LAST, RUN, TREE, WEIGHT, Refusal, edited

OTHER = "e7a8d5b5-3c2c-444b-a921-ec8543fa3a80"
FINAL = "      final:\n        course: MITx+SC1F\n        splits:\n          - {coursework: 0.40, final: 0.60}\n"
SHARED = (
    LAST + "    - at_least: 1\n      of:\n        - {course: MITx+CTL.SC0x, key: again}\n        - course: MITx+X\n"
)


def test_the_rule_book_fields_reach_the_program():
    program = parse_definition(
        edited(
            (
                "kind: ",
                "shared_courses: each\nstarts: 2016-01-01\nends: 2026-12-31\nletters: {A+: 0.95, B: 0.80}\n"
                "units: [{key: graphs, title: Graphs, courses: 2}, {key: queues}]\nkind: ",
            ),
            (WEIGHT, "      units: [graphs, queues]\n"),
            (LAST, "      units: [graphs]\n"),
        )
    )
    assert program.shared_courses is SharedCourses.EACH
    assert (program.starts, program.ends) == (date(2016, 1, 1), date(2026, 12, 31))
    assert program.letters == (LetterBand("A+", Decimal("0.95")), LetterBand("B", Decimal("0.80")))
    assert program.units == (Unit("graphs", "Graphs", 2), Unit("queues", "queues", 1))
    assert [course.units for course in program.courses()] == [(), ("graphs", "queues"), ("graphs",)]


def test_missing_rule_book_fields_take_their_defaults():
    program = parse_definition(edited((LAST, "")))
    assert program.shared_courses is SharedCourses.ONCE
    assert (program.starts, program.ends, program.units, program.letters) == (None, None, (), ())
    assert [(course.units, course.final) for course in program.courses()] == [((), None)] * 3


def test_a_final_reaches_its_course_with_splits_by_date():
    text = FINAL + "          - {coursework: 0.30, final: 0.70, starts: 2018-01-01}\n"
    text += "        aliases: [MITx+SC1FX]\n        passing_grade: 0.50\n        proctored: true\n"
    [_, course, _] = parse_definition(edited((WEIGHT, text + "        carries_over: false\n"))).courses()
    assert course.final == Final(
        course="MITx+SC1F",
        splits=(
            Split(Decimal("0.40"), Decimal("0.60")),
            Split(Decimal("0.30"), Decimal("0.70"), date(2018, 1, 1)),
        ),
        aliases=("MITx+SC1FX",),
        passing_grade=Decimal("0.50"),
        proctored=True,
        carries_over=False,
    )


def test_a_final_with_nothing_optional_takes_the_defaults():
    [_, course, _] = parse_definition(edited((WEIGHT, FINAL))).courses()
    assert course.final == Final("MITx+SC1F", (Split(Decimal("0.40"), Decimal("0.60")),))


def test_a_required_program_is_a_kind_of_requirement():
    program = parse_definition(edited((LAST, f"    - {{program: {OTHER}, key: scl, title: Logistics, weight: 3}}\n")))
    assert program.root.children[3] == NestedProgram("scl", "Logistics", OTHER, Decimal(3))
    assert [course.key for course in program.courses()] == ["SC0x", "SC1x", "CFx"]


def test_groups_and_programs_can_be_ordered():
    items = f"[{{program: {OTHER}, key: scl, title: L}}, {{all_of: [course: MITx+X]}}]"
    text = edited((LAST, f"    - all_of: {items}\n      in_order: true\n"))
    group = parse_definition(text).root.children[3]
    assert isinstance(group, Group)
    assert group.in_order


@pytest.mark.parametrize(("written", "of_all"), [("", False), ("composite: best", False), ("composite: all", True)])
def test_the_composite_of_a_choice_takes_the_best_unless_it_says_all(written, of_all):
    text = f"    - at_least: 1\n      {written}\n      of: [course: MITx+X]\n"
    group = parse_definition(edited((LAST, text))).root.children[3]
    assert isinstance(group, Group)
    assert group.composite_of_all is of_all


def test_a_course_can_have_different_passing_grades_in_different_groups():
    program = parse_definition(edited((LAST, SHARED.replace("again}", "again, passing_grade: 0.90}"))))
    [first, *_, again, _] = program.courses()
    assert isinstance(again, Course)
    assert (first.course, again.course) == ("MITx+CTL.SC0x", "MITx+CTL.SC0x")
    assert (first.passing_grade, again.passing_grade) == (Decimal("0.60"), Decimal("0.90"))


def electives(groups: int, *, courses: int = 12, mode: str = "once") -> str:
    """Return a definition in which ``groups`` groups share ``courses`` courses, and each group requires one course."""
    lines = [
        f"    - key: g{g}\n      at_least: 1\n"
        f"      of: [{', '.join(f'{{course: MITx+E{n}, key: e{n}-{g}}}' for n in range(courses))}]\n"
        for g in range(groups)
    ]
    return edited((LAST, "".join(lines)), ("kind: ", f"shared_courses: {mode}\nkind: "))


def test_shared_courses_with_the_maximum_of_steps_are_accepted():
    rules = parse_definition(electives(18, courses=20))
    assert max_steps(rules) <= MAX_EVALUATION_STEPS < 2 * max_steps(rules)


def test_too_many_steps_are_refused_at_the_last_shared_course():
    text = electives(19, courses=20)
    with pytest.raises(DefinitionError) as raised:
        parse_definition(text)
    (problem,) = raised.value.problems
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("MITx+E19, key: e19-18")
    assert "g0 (line" in problem.message and "and 9 more, judging one learner may take" in problem.message
    assert re.search(r"may take \d{7} steps; at most 1000000 are allowed: share fewer courses", problem.message)
    assert len(parse_definition(electives(19, courses=20, mode="each")).courses()) == 3 + 380


@pytest.mark.parametrize(("groups", "courses", "least"), [(2, 12, 6), (4, 60, 15), (4, 60, 6), (10, 50, 5)], ids=str)
def test_large_groups_that_share_all_courses_are_accepted(groups, courses, least):
    text = electives(groups, courses=courses).replace("at_least: 1", f"at_least: {least}")
    assert len(parse_definition(text).courses()) == 3 + groups * courses


def test_groups_that_share_too_few_courses_are_refused():
    text = electives(4, courses=60).replace("at_least: 1", "at_least: 16")
    with pytest.raises(DefinitionError, match="too few to earn the program"):
        parse_definition(text)


def test_a_choice_of_many_groups_that_share_is_refused():
    tracks = "".join(
        f"        - {{key: t{n}, all_of: [{{course: MITx+E{n}, key: a{n}}}, {{course: MITx+E{n + 1}, key: b{n}}}]}}\n"
        for n in range(20)
    )
    with pytest.raises(DefinitionError, match="share fewer courses"):
        parse_definition(edited((LAST, f"    - key: tracks\n      at_least: 10\n      of:\n{tracks}")))


@pytest.mark.parametrize("count", [60, 200, 2000])
def test_many_courses_without_sharing_are_accepted(count):
    listed = "".join(f"        - {{course: MITx+C{n}}}\n" for n in range(count))
    assert parse_definition(edited((LAST, f"    - key: order\n      in_order: true\n      all_of:\n{listed}")))


def test_shared_courses_can_earn_both_groups_if_each_place_counts():
    text = LAST + "    - all_of: [{course: MITx+CTL.SC0x, key: again}]\n"
    assert parse_definition(edited((LAST, text), ("kind: ", "shared_courses: each\nkind: ")))


REFUSALS = {
    "item without a value": Refusal(
        "kind: ", "credit_modes: [null]\nkind: ", 4, 16, "credit_modes[0]", "has no value: expected letters"
    ),
    # the program
    "unknown way to share": Refusal(
        "kind: ", "shared_courses: twice\nkind: ", 4, 17, "shared_courses", "one of once, each"
    ),
    "end before the start": Refusal(
        "kind: ", "starts: 2017-01-01\nends: 2016-12-31\nkind: ", 5, 7, "ends", "before 2017-01-01"
    ),
    "start that is no date": Refusal("kind: ", "starts: soon\nkind: ", 4, 9, "starts", "expected a date"),
    "no letters": Refusal("kind: ", "letters: {}\nkind: ", 4, 10, "letters", "from the best down"),
    "letters as a list": Refusal("kind: ", "letters: [A, B]\nkind: ", 4, 10, "letters", "{A: 0.90, B: 0.80"),
    "letters from the worst up": Refusal(
        "kind: ", "letters: {B: 0.80, A: 0.90}\nkind: ", 4, 23, "letters.A", "not below B from 0.80: list the letters"
    ),
    "two letters from one grade": Refusal(
        "kind: ", "letters: {A: 0.80, B: 0.8}\nkind: ", 4, 23, "letters.B", "not below A from 0.80"
    ),
    "letter twice": Refusal("kind: ", "letters: {A: 0.9, A: 0.8}\nkind: ", 4, 19, "letters.A", "written twice"),
    "letter from 90": Refusal("kind: ", "letters: {A: 90}\nkind: ", 4, 14, "letters.A", "write 0.90"),
    "letter of a word too long": Refusal(
        "kind: ", f"letters: {{{'A' * 17}: 0.9}}\nkind: ", 4, 11, f"letters.{'A' * 17}", "1 to 16 characters"
    ),
    # units
    "unit without a key": Refusal("kind: ", "units: [{title: X}]\nkind: ", 4, 9, "units[0].key", 'write "key: '),
    "unit that is a text": Refusal("kind: ", "units: [graphs]\nkind: ", 4, 9, "units[0]", "a unit's key, title"),
    "unit twice": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST,
        "      units: [g]\nunits: [{key: g}, {key: g}]\n", 14, 25, "units[1].key", "taken on line 14",
    ),
    "unit that no course covers": Refusal(
        "kind: ", "units: [{key: graphs}]\nkind: ", 4, 15, "units[0].key", "no course covers it"
    ),
    "unit that too few courses cover": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST,
        "      units: [g]\nunits: [{key: g, courses: 2}]\n", 14, 27, "units[0].courses", "2 courses needed and 1 cover",
    ),
    "unit of none of its courses": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST,
        "      units: [g]\nunits: [{key: g, courses: 0}]\n", 14, 27, "units[0].courses", "a whole number of 1 or more",
    ),
    "misspelt unit": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST,
        "      units: [graphs, graph]\nunits: [{key: graphs}]\n",
        13, 23, f"{TREE}[1].units[1]", 'did you mean "graphs"?',
    ),
    "unit without any at the top": Refusal(
        WEIGHT, "      units: [graphs]\n", 13, 15, f"{TREE}[1].units[0]", 'list it under "units:" at the top'
    ),
    # finals
    "final without splits": Refusal(
        WEIGHT, "      final: {course: MITx+SC1F}\n", 13, 14, f"{TREE}[1].final.splits", "missing"
    ),
    "final without a course": Refusal(
        WEIGHT, "      final: {splits: [{coursework: 0.4, final: 0.6}]}\n", 13, 14, f"{TREE}[1].final.course", "missing"
    ),
    "final that is a course": Refusal(
        WEIGHT, FINAL.replace("SC1F", "CTL.CFx"), 17, 13, f"{TREE}[2].exam", "already named on line 14"
    ),
    "final that is its own course": Refusal(
        WEIGHT, FINAL.replace("SC1F", "CTL.SC1x"), 14, 17, f"{TREE}[1].final.course", "already named on line 12"
    ),
    "final with a run of a course": Refusal(
        WEIGHT, FINAL + f"        runs: [{RUN}]\n", 17, 16, f"{TREE}[1].final.runs[0]", "one of MITx+CTL.SC1x (line 12)"
    ),
    "final in words": Refusal(WEIGHT, "      final: June\n", 13, 14, f"{TREE}[1].final", "the final's course"),
    "misspelt field of a final": Refusal(
        WEIGHT, FINAL + "        carry_over: true\n", 17, 9, f"{TREE}[1].final.carry_over", '"carries_over"'
    ),
    "shares that do not add up": Refusal(
        WEIGHT, FINAL.replace("0.60}", "0.70}"), 16, 39, f"{TREE}[1].final.splits[0].final", "1.10, not to 1: write"
    ),
    "share of nothing for both": Refusal(
        WEIGHT, FINAL.replace("0.40", "0").replace("0.60", "0"),
        16, 36, f"{TREE}[1].final.splits[0].final", "0 and 0 add up to 0, not to 1: write 1",
    ),
    "share in percent": Refusal(
        WEIGHT, FINAL.replace("0.40", "40%"), 16, 26, f"{TREE}[1].final.splits[0].coursework", "write 0.40"
    ),
    "first split with a start": Refusal(
        WEIGHT, FINAL.replace("0.60}", "0.60, starts: 2018-01-01}"),
        16, 53, f"{TREE}[1].final.splits[0].starts", "from the beginning",
    ),
    "later split without a start": Refusal(
        WEIGHT, FINAL + "          - {coursework: 0.30, final: 0.70}\n",
        17, 13, f"{TREE}[1].final.splits[1].starts", 'write "starts: 2018-01-01"',
    ),
    "splits out of order": Refusal(
        WEIGHT, FINAL + "          - {coursework: 0.3, final: 0.7, starts: 2018-01-01}\n" * 2,
        18, 51, f"{TREE}[1].final.splits[2].starts", "not after 2018-01-01, the split before",
    ),
    # shared courses
    "course twice in one group": Refusal(
        LAST, LAST + "    - {course: MITx+CTL.SC0x, key: again}\n", 16, 16, f"{TREE}[3].course", "once in a group"
    ),
    "shared course without a key of its own": Refusal(
        LAST, SHARED.replace(", key: again", ""), 18, 20, f"{TREE}[3].of[0].course", 'key "SC0x" is taken on line 11'
    ),
    "shared course with other aliases": Refusal(
        LAST, SHARED.replace("again}", "again, aliases: [MITx+Y]}"),
        18, 56, f"{TREE}[3].of[0].aliases", "another aliases than on line 11",
    ),
    "shared course without the final": Refusal(
        WEIGHT + "    - exam: MITx+CTL.CFx\n" + LAST,
        FINAL + "    - at_least: 1\n      of: [{course: MITx+CTL.SC1x, key: again}, {course: MITx+X}]\n",
        18, 12, f"{TREE}[2].of[0]", "another final than on line 12",
    ),
    "shared course that is an exam": Refusal(
        LAST, SHARED.replace("course: MITx+CTL.SC0x", "exam: MITx+CTL.SC0x"),
        18, 18, f"{TREE}[3].of[0].exam", "it is a course on line 11: write the same here",
    ),
    "course needed in two places that counts once": Refusal(
        LAST, LAST + "    - all_of: [{course: MITx+CTL.SC0x, key: again}]\n",
        16, 25, f"{TREE}[3].all_of[0].course", 'too few to earn the program: list more courses',
    ),
    # other programs
    "program by its key": Refusal(
        LAST, "    - {program: scl, key: scl, title: X}\n", 15, 17, f"{TREE}[3].program", "expected a UUID"
    ),
    "program without a title": Refusal(
        LAST, f"    - {{program: {OTHER}, key: scl}}\n", 15, 7, f"{TREE}[3].title", "missing"
    ),
    "program twice": Refusal(
        LAST, f"    - {{program: {OTHER}, key: a, title: X}}\n    - {{program: {OTHER}, key: b, title: X}}\n",
        16, 17, f"{TREE}[4].program", "already named on line 15",
    ),
    "opens after a program": Refusal(
        LAST, f"      opens_after: [scl]\n    - {{program: {OTHER}, key: scl, title: X}}\n",
        15, 21, f"{TREE}[2].opens_after[0]", "is a program",
    ),
    # groups
    "composite of everything needed": Refusal(
        LAST, LAST + "    - all_of: [course: MITx+X]\n      composite: all\n",
        17, 7, f"{TREE}[3].composite", "a field of admission, at_least",
    ),
    "unknown composite": Refusal(
        LAST, LAST + "    - at_least: 1\n      of: [course: MITx+X]\n      composite: worst\n",
        18, 18, f"{TREE}[3].composite", "one of best, all",
    ),
}  # fmt: skip


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS)
def test_a_faulty_definition_is_refused_with_line_column_field_and_remedy(refusal):
    with pytest.raises(DefinitionError) as raised:
        parse_definition(edited((refusal.old, refusal.new)))
    [problem] = raised.value.problems
    assert (problem.line, problem.column, problem.field) == (refusal.line, refusal.column, refusal.field)
    assert refusal.says in problem.message
