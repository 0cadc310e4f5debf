"""Test that allowed but unlikely values of a definition raise a question, and no fault."""

from __future__ import annotations

import pytest

from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.questions import KNOWN_KINDS, KNOWN_MODES, questions
from tests.programs.definition.texts import BASE, TREE, WEIGHT, edited

#: A case: the replaced text, the new text, and the line, column, field and text of the only question.
QUESTIONS = {
    "bar of 0.06": (("0.60", "0.06"), (8, 16, "passing_grade", "0.06 is a low bar: did you mean 0.60?")),
    "bar of 0.006": (("0.60", "0.006"), (8, 16, "passing_grade", "0.006 is a low bar: did you mean 0.60?")),
    "bar just below 0.20": (("0.60", "0.19"), (8, 16, "passing_grade", "0.19 is a low bar: is it meant?")),
    "course's bar": (
        (WEIGHT, "      passing_grade: 0.05\n"), (13, 22, f"{TREE}[1].passing_grade", "did you mean 0.50?"),
    ),
    "final's bar": (
        (WEIGHT, "      final: {course: MITx+F, passing_grade: 0.05, splits: [{coursework: 0.4, final: 0.6}]}\n"),
        (13, 46, f"{TREE}[1].final.passing_grade", "did you mean 0.50?"),
    ),
    "coursework's bar": (
        (WEIGHT, "      final: {course: MITx+F, coursework_passing_grade: 0.05, splits: "
                 "[{coursework: 0.4, final: 0.6}]}\n"),
        (13, 57, f"{TREE}[1].final.coursework_passing_grade", "did you mean 0.50?"),
    ),
    "admission's composite": (
        ("kind: ", "admission: {composite: 0.08}\nkind: "), (4, 24, "admission.composite", "did you mean 0.80?"),
    ),
    "admission's course": (
        ("kind: ", "admission: {courses: {SC0x: 0.08}}\nkind: "),
        (4, 29, "admission.courses.SC0x", "did you mean 0.80?"),
    ),
    "kind with a slip": (("kind: micromasters", "kind: micromaster"), (4, 7, "kind", 'did you mean "micromasters"?')),
    "kind in capitals": (("kind: micromasters", "kind: MicroMasters"), (4, 7, "kind", 'did you mean "micromasters"?')),
    "kind of its own": (("kind: micromasters", "kind: qqq"), (4, 7, "kind", "is it meant? Known are")),
    "mode in capitals": (
        ("kind: ", "credit_modes: [verified, Masters]\nkind: "),
        (4, 26, "credit_modes[1]", 'unknown enrollment mode "Masters": did you mean "masters"?'),
    ),
    "course's mode": (
        (WEIGHT, "      credit_modes: [verifed]\n"), (13, 22, f"{TREE}[1].credit_modes[0]", 'did you mean "verified"?'),
    ),
    "coursework's mode": (
        (WEIGHT, "      final: {course: MITx+F, coursework_credit_modes: [qqq], splits: "
                 "[{coursework: 0.4, final: 0.6}]}\n"),
        (13, 57, f"{TREE}[1].final.coursework_credit_modes[0]", "is it meant? Known are audit, credit,"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "expected"), QUESTIONS.values(), ids=QUESTIONS)
def test_an_unlikely_value_is_asked_about_and_accepted(change, expected):
    text = edited(change)
    [question] = questions(text)
    assert (question.line, question.column, question.field) == expected[:3]
    assert expected[3] in question.message
    assert parse_definition(text)


def test_usual_values_raise_no_question():
    assert questions(BASE) == ()
    assert questions(edited(("0.60", "0.20"))) == ()
    assert questions(edited(("kind: ", "admission: {composite: 0}\nkind: "))) == ()


@pytest.mark.parametrize("kind", KNOWN_KINDS)
def test_known_kinds_raise_no_question(kind):
    assert questions(edited(("kind: micromasters", f"kind: {kind}"))) == ()


def test_known_modes_raise_no_question():
    assert questions(edited(("kind: ", f"credit_modes: [{', '.join(KNOWN_MODES)}]\nkind: "))) == ()


def test_a_file_with_faults_raises_its_questions_without_the_faults():
    text = edited(("0.60", "0.06"), ("kind: micromasters", "kind: xserie"), ("weight: 2", "weight: 0"))
    assert [question.field for question in questions(text)] == ["kind", "passing_grade"]


def test_more_questions_than_a_reader_notes_faults_are_all_asked():
    courses = "".join(f"    - {{course: MITx+C{n}, passing_grade: 0.06}}\n" for n in range(300))
    text = edited((BASE[BASE.index("    - course: MITx+CTL.SC0x") :], courses))
    assert len(questions(text)) == 300
