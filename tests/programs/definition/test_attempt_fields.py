"""Test the faults of fields that say which attempts count, and of the admission bar.

Each message has the line, the column, the field and a remedy.
"""

from __future__ import annotations

import pytest

from tests.programs.definition.texts import (
    COURSE,
    EXAM,
    FINAL,
    LAST,
    RUN,
    TREE,
    Fault,
    check_fault,
    course,
    final,
    top,
)

FAULTS = {
    "valid for of a group": Fault(
        (LAST, LAST + "    - all_of: [course: MITx+X]\n      valid_for: 5 years\n"),
        17, 7, f"{TREE}[3].valid_for", "remove it",
    ),
    "valid for of a program": Fault(
        (LAST, LAST + "    - {program: e7a8d5b5-3c2c-444b-a921-ec8543fa3a80, key: b, title: X, valid_for: 5 years}\n"),
        16, 73, f"{TREE}[3].valid_for", "remove it",
    ),
    "valid for of a final": Fault(final("valid_for: 5 years"), 15, 9, f"{FINAL}.valid_for", "remove it"),
    "valid for of everything": Fault(top("valid_for: 5 years"), 4, 1, "valid_for", "remove it"),
    "attempts of a final": Fault(final("attempts: 0"), 15, 19, f"{FINAL}.attempts", 'write for instance "attempts: 2"'),
    "attempts everywhere": Fault(top("attempts: 2"), 4, 1, "attempts", "remove it"),
    "modes as a text": Fault(
        course("credit_modes: verified"), 13, 21, f"{COURSE}.credit_modes", 'write for instance "credit_modes:',
    ),
    "no modes": Fault(
        course("credit_modes: []"), 13, 21, f"{COURSE}.credit_modes", 'write for instance "credit_modes:',
    ),
    "mode twice": Fault(
        course("credit_modes: [audit, audit]"), 13, 29, f"{COURSE}.credit_modes[1]", "in this list twice: keep one",
    ),
    "mode as list": Fault(
        course("credit_modes: [[audit]]"), 13, 22, f"{COURSE}.credit_modes[0]", "mend it, or remove it",
    ),
    "modes of the coursework as a text": Fault(
        final("coursework_credit_modes: audit"), 15, 34, f"{FINAL}.coursework_credit_modes", "write for instance",
    ),
    "modes of the coursework outside a final": Fault(
        course("coursework_credit_modes: [audit]"), 13, 7, f"{COURSE}.coursework_credit_modes", "remove it",
    ),
    "final's bar of 1.01": Fault(
        final("passing_grade: 1.01"), 15, 24, f"{FINAL}.passing_grade", "write a number from 0 to 1, such as 0.60",
    ),
    "bar of 1.70": Fault(("0.60", "1.70"), 8, 16, "passing_grade", "write a number from 0 to 1, such as 0.60"),
    "bar of 2": Fault(("0.60", "2"), 8, 16, "passing_grade", "write a number from 0 to 1, such as 0.60"),
    "bar of 2.01": Fault(("0.60", "2.01"), 8, 16, "passing_grade", "a grade is at most 1, not 2.01"),
    "bar of 6": Fault(("0.60", "6"), 8, 16, "passing_grade", "a grade is at most 1, not 6"),
    "bar of 19": Fault(("0.60", "19"), 8, 16, "passing_grade", "a grade is at most 1, not 19"),
    "bar of 20": Fault(("0.60", "20"), 8, 16, "passing_grade", "write 0.20"),
    "bar of 6 %": Fault(("0.60", "6%"), 8, 16, "passing_grade", "write 0.06"),
    "bar of 100": Fault(("0.60", "100"), 8, 16, "passing_grade", "write 1.00"),
    "bar with five places": Fault(("0.60", "57.0001"), 8, 16, "passing_grade", "write 0.57"),
    "bar of less than a hundredth of a percent": Fault(
        ("0.60", "0.001%"), 8, 16, "passing_grade", 'write for instance "passing_grade: 0.60"',
    ),
    "coursework bar outside": Fault(
        course("coursework_passing_grade: 0.5"), 13, 7, f"{COURSE}.coursework_passing_grade", "remove it",
    ),
    "split by neither": Fault(
        final(splits="[{coursework: 0.4, final: 0.6}, {coursework: 0.3, final: 0.7, starts: 2018-01-01, by: exam}]"),
        15, 103, f"{FINAL}.splits[1].by", "one of coursework, final, not exam: write",
    ),
    "first split by the final": Fault(
        final(splits="[{coursework: 0.40, final: 0.60, by: final}]"), 15, 54, f"{FINAL}.splits[0].by", "remove by",
    ),
    "share above 1": Fault(
        final(splits="[{coursework: 1.40, final: 0.60}]"),
        15, 31, f"{FINAL}.splits[0].coursework", "write a number from 0 to 1, such as 0.60",
    ),
    "share below 0": Fault(
        final(splits="[{coursework: -0.40, final: 0.60}]"),
        15, 31, f"{FINAL}.splits[0].coursework", 'write for instance "coursework: 0.40"',
    ),
    "final without a share with a bar of its own": Fault(
        final("passing_grade: 0.5", splits="[{coursework: 1, final: 0}]"),
        15, 24, f"{FINAL}.passing_grade", "give it one, or remove passing_grade",
    ),
    "coursework without share with a bar": Fault(
        final("coursework_passing_grade: 0.5", splits="[{coursework: 0, final: 1}]"),
        15, 35, f"{FINAL}.coursework_passing_grade", "give it one, or remove",
    ),
    "both without share": Fault(
        final(splits="[{coursework: 0, final: 0}]"),
        15, 41, f"{FINAL}.splits[0].final", "write 1 here, or change coursework",
    ),
    "certificate by yes": Fault(
        top("certificate: yes"), 4, 14, "certificate", 'write for instance "certificate: true"',
    ),
    "certificate by True": Fault(
        course("certificate: True"), 13, 20, f"{COURSE}.certificate", 'write for instance "certificate: true"',
    ),
    "certificate by 1": Fault(
        course("certificate: 1"), 13, 20, f"{COURSE}.certificate", 'write for instance "certificate: true"',
    ),
    "certificate of a final": Fault(final("certificate: true"), 15, 9, f"{FINAL}.certificate", "remove it"),
    "excepted run as text": Fault(
        course(f"except_runs: {RUN}"), 13, 20, f"{COURSE}.except_runs", 'write for instance "except_runs:',
    ),
    "excepted run no key": Fault(
        course("except_runs: [SPOC2024]"), 13, 21, f"{COURSE}.except_runs[0]", "mend it, or remove it",
    ),
    "excepted run twice": Fault(
        course(f"except_runs: [{RUN}, {RUN}]"), 13, 53, f"{COURSE}.except_runs[1]", "in this list twice: keep one",
    ),
    "excepted and listed": Fault(
        course(f"runs: [{RUN}]\nexcept_runs: [{RUN}]"), 14, 21, f"{COURSE}.except_runs[0]", "keep it in one of them",
    ),
    "listed and excepted": Fault(
        course(f"except_runs: [{RUN}]\nruns: [{RUN}]"), 14, 14, f"{COURSE}.runs[0]", "keep it in one of them",
    ),
    "excepted and listed in other case": Fault(
        course(f"runs: [{RUN}]\nexcept_runs: [course-v1:mitx+ctl.sc1x+1t2016]"),
        14, 21, f"{COURSE}.except_runs[0]", "keep one",
    ),
    "excepted run of another course": Fault(
        course("except_runs: [course-v1:MITx+CTL.SC0x+1T2016]"),
        13, 21, f"{COURSE}.except_runs[0]", "remove it, or mend its key",
    ),
    "excepted run of a final": Fault(
        final(f"except_runs: [{RUN}]"), 15, 23, f"{FINAL}.except_runs[0]", "remove it, or mend its key",
    ),
    "make-up of itself": Fault(
        course(f"make_ups: {{{EXAM}a: {EXAM}a}}"),
        13, 73, f"{COURSE}.make_ups.{EXAM}a", "name the exam that it makes up for",
    ),
    "make-up of a make-up": Fault(
        course(f"make_ups:\n  {EXAM}b: {EXAM}a\n  {EXAM}c: {EXAM}b"),
        15, 64, f"{COURSE}.make_ups.{EXAM}c", "name the exam that failed first",
    ),
    "make-ups as a list": Fault(
        course(f"make_ups: [{EXAM}a]"), 13, 17, f"{COURSE}.make_ups", 'write for instance "make_ups:',
    ),
    "make-up twice": Fault(
        course(f"make_ups:\n  {EXAM}b: {EXAM}a\n  {EXAM}b: {EXAM}c"), 15, 9, f"{COURSE}.make_ups.{EXAM}b", "keep one",
    ),
    "make-up without exam": Fault(
        course(f"make_ups: {{{EXAM}b: }}"), 13, 72, f"{COURSE}.make_ups.{EXAM}b", "write one, or remove it",
    ),
    "make-up for a list": Fault(
        course(f"make_ups: {{{EXAM}b: [{EXAM}a]}}"), 13, 73, f"{COURSE}.make_ups.{EXAM}b", "mend it, or remove it",
    ),
    "make-up in another course": Fault(
        course(f"make_ups: {{block-v1:MITx+CTL.SC0x+1T2016+type@sequential+block@b: {EXAM}a}}"),
        13, 18, f"{COURSE}.make_ups.block-v1:MITx+CTL.SC0x+1T2016+type@sequential+block@b", "mend the key",
    ),
    "make-up for another course's exam": Fault(
        course(f"make_ups: {{{EXAM}b: block-v1:MITx+CTL.SC9x+1T2016+type@sequential+block@a}}"),
        13, 73, f"{COURSE}.make_ups.{EXAM}b", "mend the key, or remove it",
    ),
    "make-up in the old form": Fault(
        course("make_ups: {'i4x://MITx/CTL.SC1x/sequential/b': " + f"'{EXAM}a'}}"),
        13, 18, f"{COURSE}.make_ups.i4x://MITx/CTL.SC1x/sequential/b", "mend it, or remove it",
    ),
    "make-up of a library": Fault(
        course("make_ups: {'lib-block-v1:MITx+X+type@problem+block@b': " + f"'{EXAM}a'}}"),
        13, 18, f"{COURSE}.make_ups.lib-block-v1:MITx+X+type@problem+block@b", "mend it, or remove it",
    ),
    "make-up of a branch": Fault(
        course("make_ups: {'block-v1:MITx+CTL.SC1x+1T2016+branch@draft+type@sequential+block@b': " + f"'{EXAM}a'}}"),
        13, 18, f"{COURSE}.make_ups.block-v1:MITx+CTL.SC1x+1T2016+branch@draft+type@sequential+block@b",
        "mend it, or remove it",
    ),
    "no make-ups": Fault(
        course("make_ups: {}"), 13, 17, f"{COURSE}.make_ups", "write at least one entry (the usage key of",
    ),
    "make-up of a final": Fault(final(f"make_ups: {{{EXAM}b: {EXAM}a}}"), 15, 9, f"{FINAL}.make_ups", "remove it"),
    "group shared by both": Fault(
        (LAST, LAST + "    - all_of: [course: MITx+X]\n      shared_courses: both\n"),
        17, 23, f"{TREE}[3].shared_courses", "one of once, each, not both: write for",
    ),
    "course shared": Fault(course("shared_courses: once"), 13, 7, f"{COURSE}.shared_courses", "remove it"),
    "admission of nothing": Fault(
        top("admission: {}"), 4, 12, "admission", 'write "composite: 0.80" or "courses: {SC0x:',
    ),
    "admission of attempts alone": Fault(
        top("admission: {attempts: 2}"), 4, 12, "admission", 'write "composite: 0.80" or "courses: {SC0x:',
    ),
    "admission by composite with attempts": Fault(
        top("admission: {composite: 0.8, attempts: 2}"), 4, 39, "admission.attempts", "list them, or remove attempts",
    ),
    "admission by composite with until": Fault(
        top("admission: {composite: 0.8, until: 2026-01-01}"), 4, 36, "admission.until", "list them, or remove until",
    ),
    "admission of credential": Fault(
        top("admission: {credential: true}"), 4, 12, "admission", 'write "composite: 0.80" or "courses: {SC0x:',
    ),
    "admission of an unknown course": Fault(
        top("admission: {courses: {SC9x: 0.8}}"), 4, 23, "admission.courses.SC9x", 'did you mean "SC1x"?',
    ),
    "admission of a course's name": Fault(
        top("admission: {courses: {MITx+CTL.SC0x: 0.8}}"),
        4, 23, "admission.courses.MITx+CTL.SC0x", "mend it, or remove it",
    ),
    "admission of a group": Fault(
        top("admission: {courses: {group: 0.8}}"),
        4, 23, "admission.courses.group", "name the courses and exams that need a grade",
    ),
    "admission of a list": Fault(
        top("admission: {courses: [SC0x]}"), 4, 22, "admission.courses", 'write for instance "courses: {SC0x: 0.80}"',
    ),
    "admission of no courses": Fault(
        top("admission: {courses: {}}"), 4, 22, "admission.courses", "write at least one entry (letters, digits,",
    ),
    "admission of a grade of 80": Fault(
        top("admission: {courses: {SC0x: 80}}"), 4, 29, "admission.courses.SC0x", "write 0.80",
    ),
    "admission of a letter": Fault(
        top("admission: {courses: {SC0x: B}}"), 4, 29, "admission.courses.SC0x", "mend it, or remove it",
    ),
    "admission of a course without grade": Fault(
        top("admission: {courses: {SC0x: }}"), 4, 28, "admission.courses.SC0x", "write one, or remove it",
    ),
    "admission of a course twice": Fault(
        top("admission: {courses: {SC0x: 0.8, SC0x: 0.9}}"), 4, 34, "admission.courses.SC0x", "keep one",
    ),
    "admission within 0 attempts": Fault(
        top("admission: {courses: {SC0x: 0.8}, attempts: 0}"),
        4, 45, "admission.attempts", 'write for instance "attempts: 2"',
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_faulty_field_is_refused_with_line_column_field_and_remedy(fault):
    check_fault(fault)


@pytest.mark.parametrize("written", ["0", "-1", "1.5", "two", '"2"', "[2]", "yes", "1e3", "9999999999999", "{SC0x: 2}"])
def test_a_number_of_attempts_is_a_whole_number_of_1_or_more(written):
    remedy = 'write for instance "attempts: 2"'
    check_fault(Fault(course(f"attempts: {written}"), 13, 17, f"{COURSE}.attempts", remedy))


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("1.5", "write a number from 0 to 1, such as 0.60"),
        ("50", "write 0.50"),
        ("0", 'write for instance "coursework_passing_grade: 0.50"'),
        ("-0.5", 'write for instance "coursework_passing_grade: 0.50"'),
        ("1.00001", "write a number from 0 to 1, such as 0.60"),
        ("50%", "write 0.50"),
        ("half", 'write for instance "coursework_passing_grade: 0.50"'),
        ("[0.5]", 'write for instance "coursework_passing_grade: 0.50"'),
    ],
)
def test_the_bar_of_a_part_is_above_0_and_at_most_1(written, remedy):
    field = f"{FINAL}.coursework_passing_grade"
    check_fault(Fault(final(f"coursework_passing_grade: {written}"), 15, 35, field, remedy))
