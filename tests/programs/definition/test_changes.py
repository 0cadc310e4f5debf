"""Test that changes of a definition are described in a registrar's words.

The table has a row for each kind of change.
"""

from __future__ import annotations

from dataclasses import fields

import pytest

from micromasters_plugin.domain.definition import Course, Group, NestedProgram, ProgramRules
from micromasters_plugin.programs.definition import changes
from micromasters_plugin.programs.definition.changes import concerns
from micromasters_plugin.programs.definition.file import parse_definition
from tests.programs.definition.texts import BASE, LAST, RUN, WEIGHT, edited

CHOICE = f"""{LAST}\
    - at_least: 1
      key: electives
      title: Electives
      of: [course: MITx+X, course: MITx+Y]
"""

#: A change: a definition with a choice, in which texts are replaced, and the resulting sentences.
CHANGES = {
    "nothing": (("schema: 1", "schema: 1  # a comment"), []),
    "another way to write the same": (("0.60", "0.6"), []),
    "a bar raised for each course": (
        ("weight: 2", "weight: 2\n      passing_grade: 0.70"),
        ["SC1x: passing grade: 0.60 → 0.70: raised, attempts below it do not count."],
    ),
    "a weight lowered": (("weight: 2", "weight: 1.5"), ["SC1x: weight: 2 → 1.5: lowered, composites change."]),
    "a title": (
        ("weight: 2", "weight: 2\n      title: Design"),
        ["Design (SC1x): title: SC1x → Design: credentials awarded from now on state it."],
    ),
    "a proctored exam": (
        ("weight: 2", "weight: 2\n      proctored: true"),
        ["SC1x: proctored exam: no → yes: whether a verified exam is needed besides the grade."],
    ),
    "an alias": (
        ("weight: 2", "weight: 2\n      aliases: [MITx+Old]"),
        ["SC1x: other names of the course: none → MITx+Old: other runs count."],
    ),
    "a course more": (
        (LAST, LAST + "    - course: MITx+Z\n"),
        ["Z is new: one more to earn in group."],
    ),
    "a course less": (
        (f"    - course: MITx+CTL.SC1x\n{WEIGHT}", ""),
        [
            "CFx: courses to earn first: SC0x, SC1x → SC0x: what is shown, never what counts.",
            "SC1x is removed: one fewer to earn in group.",
        ],
    ),
    "a course more to choose from": (
        ("[course: MITx+X, ", "[course: MITx+Z, course: MITx+X, "),
        ["Z is new: one more to choose from in Electives (electives)."],
    ),
    "more to choose": (
        ("at_least: 1", "at_least: 2"),
        ["Electives (electives): number that has to be earned: 1 → 2: the group is easier or harder to earn."],
    ),
    "a choice that becomes all": (
        ("at_least: 1\n      key: electives\n      title: Electives\n      of:", "key: electives\n      all_of:"),
        ["electives: title: Electives → none: credentials awarded from now on state it.",
         "electives: number that has to be earned: 1 → all: the group is easier or harder to earn."],
    ),
    "a course that becomes a program": (
        ("course: MITx+Y", "{program: e7a8d5b5-3c2c-444b-a921-ec8543fa3a80, key: Y, title: Why}"),
        ["Why (Y) is a program, no longer a course: other things have to be earned."],
    ),
    "the bar for admission": (
        ("kind: ", "admission: {composite: 0.80}\nkind: "),
        ["The program: bar for admission: none → composite 0.80 credential yes: others may become candidates."],
    ),
    "the end": (
        ("kind: ", "ends: 2026-12-31\nkind: "),
        ["The program: end: none → 2026-12-31: bars reached later do not count."],
    ),
    "the time zone": (
        ("2016-02-10", "2016-02-10T00:00Z\ntimezone: America/New_York"),
        ["The program: time zone: UTC → America/New_York: the days of every rule about dates move."],
    ),
    "a release date": (
        ("kind: ", f"releases: {{{RUN}: 2016-07-01}}\nkind: "),
        [f"The program: release dates of runs: none → {RUN} 2016-07-01 00:00 UTC: results are held back until then, "
         "for every learner."],
    ),
    "an admission bar of courses": (
        ("kind: ", "admission: {courses: {SC0x: 0.80, SC1x: 0.90}, until: 2026-06-30}\nkind: "),
        ["The program: bar for admission: none → credential yes courses SC0x 0.80, SC1x 0.90 until 2026-06-30: others "
         "may become candidates."],
    ),
    "years of validity": (
        ("weight: 2", "weight: 2\n      valid_for: 5 years"),
        ["SC1x: years for which results are valid: none → 5: older results do not count for an award."],
    ),
    "modes of a course": (
        ("weight: 2", "weight: 2\n      credit_modes: [audit, verified]"),
        ["SC1x: enrollment modes that count: as around it → audit, verified: attempts in other modes earn nothing."],
    ),
    "sharing in a group": (
        ("title: Electives", "title: Electives\n      shared_courses: each"),
        ["Electives (electives): way shared courses count: as around it → each: a course may count for another group, "
         "or for several."],
    ),
    "the key": (
        ("key: scm", "key: scl"),
        ["The program: key: scm → scl: commands, exports and addresses change with it."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("change", "sentences"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_described_in_a_registrars_words(change, sentences):
    before = edited((LAST, CHOICE))
    after = before.replace(*change)
    if "CTL.SC1x" not in after:
        after = after.replace("[SC0x, SC1x]", "[SC0x]")
    assert list(changes.changes(parse_definition(before), parse_definition(after))) == sentences


def test_a_moved_course_is_listed_once():
    before = edited((LAST, CHOICE))
    after = before.replace(", course: MITx+Y", "") + "    - course: MITx+Y\n"
    sentences = list(changes.changes(parse_definition(before), parse_definition(after)))
    assert sentences == ["Y moves from Electives (electives) to group: one more to earn in group."]


def test_reordering_is_a_change_only_in_an_ordered_group():
    turned = BASE.replace("SC0x\n", "SCx\n").replace("CTL.SC1x\n", "CTL.SC0x\n").replace("CTL.SCx\n", "CTL.SC1x\n")
    turned = turned.replace(WEIGHT, "").replace("CTL.SC1x\n", "CTL.SC1x\n" + WEIGHT)
    assert list(changes.changes(parse_definition(BASE), parse_definition(turned))) == []
    in_order = [text + "  in_order: true\n" for text in (BASE, turned)]
    sentences = list(changes.changes(*map(parse_definition, in_order)))
    assert "SC0x stands elsewhere in the order of group: it counts after other courses." in sentences


@pytest.mark.parametrize(
    ("grandfathering", "whom"),
    [
        ("pinned", "learners whose first enrollment is on 2018-01-01 or later; everybody else keeps their version"),
        ("latest", "every learner, from 2018-01-01 on"),
        ("most_favourable", "every learner to whom it gives more than an earlier version, from 2018-01-01 on"),
    ],
)
def test_the_changes_say_which_learners_a_version_concerns(grandfathering, whom):
    new = edited(("kind: ", f"grandfathering: {grandfathering}\nkind: "), ("2016-02-10", "2018-01-01"))
    assert concerns([parse_definition(BASE)], parse_definition(new)) == whom


def test_the_changes_say_the_first_day_in_the_programs_time_zone():
    new = edited(("2016-02-10", "2018-01-01\ntimezone: America/New_York"))
    assert "on 2018-01-01 or later" in concerns([parse_definition(BASE)], parse_definition(new))


@pytest.mark.parametrize(
    ("date", "says"),
    [
        ("2016-02-10", ". It takes the place of the version before, which has the same effective_from"),
        ("2016-01-01", ". From 2016-02-10 on another version is in force, since its effective_from is later"),
        (
            "2016-02-10\ntimezone: Asia/Tokyo",
            ". From 2016-02-10 00:00 UTC on another version is in force, since its effective_from is later",
        ),
    ],
)
def test_the_changes_explain_the_effect_of_an_equal_or_earlier_date(date, says):
    new = parse_definition(edited(("2016-02-10", date)))
    assert concerns([parse_definition(BASE)], new).endswith(says)


def test_an_earlier_date_than_any_other_concerns_only_learners_who_enrolled_before_the_next_version():
    new = parse_definition(edited(("2016-02-10", "2016-01-01")))
    assert concerns([parse_definition(BASE)], new).startswith("learners whose first enrollment is before 2016-02-10;")


def test_every_other_version_may_end_the_time_in_which_a_version_is_in_force():
    others = [parse_definition(edited(("2016-02-10", day))) for day in ("2020-01-01", "2016-02-10", "2019-01-01")]
    said = concerns(others, parse_definition(edited(("2016-02-10", "2018-01-01"))))
    assert said.startswith("learners whose first enrollment is on 2018-01-01 or later;")
    assert ". From 2019-01-01 on another version is in force" in said


def test_the_version_that_takes_effect_last_says_whom_an_earlier_version_concerns():
    latest = parse_definition(edited(("kind: ", "grandfathering: latest\nkind: "), ("2016-02-10", "2016-01-01")))
    said = concerns([parse_definition(BASE)], latest)
    assert said.startswith("learners whose first enrollment is before 2016-02-10;")
    assert said.endswith(", and the grandfathering stays pinned")


def test_every_field_of_a_definition_has_a_description():
    assert {each.name for each in fields(ProgramRules)} - {"root"} == set(changes.PROGRAM)
    named = {each.name for kind in (Course, Group, NestedProgram) for each in fields(kind)}
    assert named - {"key", "children"} == set(changes.REQUIREMENT)
