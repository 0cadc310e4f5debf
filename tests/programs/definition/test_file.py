"""Test that an accepted definition gives each field its meaning, and that odd values are refused."""

from __future__ import annotations

import copy
import functools
import json
import operator
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.domain.definition import (
    AdmissionBar,
    DropPolicy,
    Grandfathering,
    Group,
    Pathway,
    SharedCourses,
    SplitBy,
)
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.file import parse_definition
from tests.programs.definition.texts import BASE, LAST, RUN, WEIGHT, edited


def test_a_file_with_nothing_optional_takes_the_defaults():
    program = parse_definition(edited((LAST, "")))
    assert (program.credit_modes, program.grandfathering, program.drop_policy) == (
        ("verified",),
        Grandfathering.PINNED,
        DropPolicy.REVIEW,
    )
    assert (program.admission, program.pathway, program.price, program.currency) == (None, Pathway(), None, "")
    assert (program.accent, program.succeeds, program.effort) == ("", "", "")
    course, _, exam = program.courses()
    assert (course.key, course.title, course.weight, course.passing_grade) == ("SC0x", "SC0x", 1, Decimal("0.60"))
    assert (course.aliases, course.runs, course.opens_after, course.embargo_until) == ((), (), (), None)
    assert (course.proctored, exam.proctored) == (False, True)


def test_every_optional_field_reaches_the_program():
    program = parse_definition(
        edited(
            (
                "kind: ",
                'accent: "#0e5a66"\ncredit_modes: [verified, no-id-professional]\ngrandfathering: latest\n'
                "drop_policy: revoke\nsucceeds: E7A8D5B5-3c2c-444b-a921-ec8543fa3a80\n"
                "price: {amount: 150, currency: USD}\neffort: 14 weeks\n"
                "admission: {composite: 0.80, credential: false}\n"
                "pathway: {title: Master's, worth: One semester, url: https://scm.example.edu}\nkind: ",
            ),
            (
                WEIGHT,
                "      key: fundamentals\n      title: Fundamentals\n      passing_grade: 0.70\n      weight: 2.5\n"
                f"      aliases: [MITx+SC1]\n      runs: [{RUN}, MITx/SC1/2015]\n      proctored: true\n"
                "      embargo_until: 2016-07-01T12:00:00+02:00\n      opens_after: [SC0x]\n",
            ),
            ("[SC0x, SC1x]", "[fundamentals]"),
        )
    )
    assert (program.accent, program.credit_modes) == ("#0e5a66", ("verified", "no-id-professional"))
    assert (program.grandfathering, program.drop_policy) == (Grandfathering.LATEST, DropPolicy.REVOKE)
    assert program.succeeds == "e7a8d5b5-3c2c-444b-a921-ec8543fa3a80"
    assert (program.price, program.currency, program.effort) == (150, "USD", "14 weeks")
    assert program.admission == AdmissionBar(Decimal("0.80"), credential=False)
    assert program.pathway == Pathway("Master's", "One semester", "https://scm.example.edu")
    course = program.courses()[1]
    assert (course.key, course.title, course.weight) == ("fundamentals", "Fundamentals", Decimal("2.5"))
    assert (course.passing_grade, course.proctored) == (Decimal("0.70"), True)
    assert (course.aliases, course.runs) == (("MITx+SC1",), (RUN, "MITx/SC1/2015"))
    assert course.embargo_until == datetime(2016, 7, 1, 10, tzinfo=UTC)
    assert course.opens_after == ("SC0x",)


def test_every_field_about_attempts_reaches_the_course_and_its_final():
    program = parse_definition(json.dumps(FULL))
    course = next(course for course in program.courses() if course.key == "R")
    assert (course.except_runs, course.valid_for, course.attempts) == (("course-v1:MITx+R+1T2016",), 5, 2)
    assert (course.credit_modes, course.certificate) == (("masters",), False)
    exam = "block-v1:MITx+R+1T2017+type@sequential+block@"
    assert course.make_ups == ((f"{exam}again", f"{exam}exam"),)
    final = next(course.final for course in program.courses() if course.final)
    assert (final.except_runs, final.attempts) == (("course-v1:MITx+FF+1T2016",), 2)
    assert (final.credit_modes, final.coursework_credit_modes) == (("verified",), ("audit",))
    assert final.coursework_passing_grade == Decimal("0.5")
    assert [split.by for split in final.splits] == [SplitBy.COURSEWORK, SplitBy.FINAL]


def test_every_field_about_dates_sharing_and_admission_reaches_the_program():
    program = parse_definition(json.dumps(FULL))
    assert (program.timezone, program.release_with_certificates) == ("America/New_York", True)
    assert program.releases == ((RUN, datetime(2016, 7, 1, 4, tzinfo=UTC)),)
    assert program.admission == AdmissionBar(Decimal("0.8"), True, (("a", Decimal("0.8")),), 2, date(2026, 6, 30))
    groups = [child for child in program.root.children if isinstance(child, Group)]
    assert [group.shared_courses for group in groups] == [None, SharedCourses.EACH]


def test_a_course_takes_the_programs_certificate_rule_unless_it_has_its_own():
    program = parse_definition(edited(("kind: ", "certificate: true\nkind: "), ("weight: 2", "certificate: false")))
    assert [course.certificate for course in program.courses()] == [True, False, True]


def test_groups_nest_and_are_keyed_by_their_position():
    program = parse_definition(
        edited((LAST, "    - at_least: 1\n      title: Tracks\n      of:\n        - course: MITx+A\n"
                      "        - all_of: [{course: MITx+B}, {course: MITx+C}]\n          in_order: true\n"))
    )  # fmt: skip
    choice = program.root.children[3]
    assert isinstance(choice, Group)
    assert (program.root.key, choice.key, choice.children[1].key) == ("group", "group-4", "group-4-2")
    assert (choice.title, choice.at_least, choice.required, choice.in_order) == ("Tracks", 1, 1, False)
    assert choice.children[1].in_order
    assert [course.key for course in program.courses()] == ["SC0x", "SC1x", "CFx", "A", "B", "C"]


def test_grades_are_the_decimals_that_were_written():
    [course, *_] = parse_definition(BASE).courses()
    assert str(course.passing_grade) == "0.60"


@pytest.mark.parametrize(
    ("zone", "written", "instant"),
    [
        ("UTC", "2016-02-10", datetime(2016, 2, 10, tzinfo=UTC)),
        ("UTC", "2016-02-10T15:00:00", datetime(2016, 2, 10, 15, tzinfo=UTC)),
        ("UTC", "2016-02-10 15:00:00Z", datetime(2016, 2, 10, 15, tzinfo=UTC)),
        ("UTC", "'2016-02-10T15:00-05:00'", datetime(2016, 2, 10, 20, tzinfo=UTC)),
        ("America/New_York", "2016-02-10", datetime(2016, 2, 10, 5, tzinfo=UTC)),
        ("America/New_York", "2016-07-10T15:00", datetime(2016, 7, 10, 19, tzinfo=UTC)),
        ("America/New_York", "2016-02-10T15:00Z", datetime(2016, 2, 10, 15, tzinfo=UTC)),
        ("Pacific/Auckland", "2016-02-10", datetime(2016, 2, 9, 11, tzinfo=UTC)),
        ("America/New_York", "2016-03-13T02:30", datetime(2016, 3, 13, 7, 30, tzinfo=UTC)),
        ("America/New_York", "2016-11-06T01:30", datetime(2016, 11, 6, 5, 30, tzinfo=UTC)),
        ("Africa/Cairo", "2023-04-28", datetime(2023, 4, 27, 22, tzinfo=UTC)),
    ],
)
def test_dates_and_times_become_instants_in_utc_as_the_programs_clocks_show_them(zone, written, instant):
    text = edited(("2016-02-10", f"{written}\ntimezone: {zone}"), ("weight: 2", f"embargo_until: {written}"))
    program = parse_definition(text)
    assert (program.effective_from, program.effective_from.tzinfo) == (instant, UTC)
    assert program.courses()[1].embargo_until == instant


def test_the_time_zone_may_follow_the_dates_that_need_it():
    program = parse_definition(edited(("requirements:", "timezone: Asia/Tokyo\nrequirements:")))
    assert program.effective_from == datetime(2016, 2, 9, 15, tzinfo=UTC)


def test_a_program_may_end_on_the_day_on_which_it_starts():
    program = parse_definition(edited(("kind: ", "starts: 2017-01-01\nends: 2017-01-01\nkind: ")))
    assert program.starts == program.ends == date(2017, 1, 1)


def test_words_that_yaml_takes_for_booleans_stay_words():
    assert parse_definition(edited(("institution: MITx", "institution: NO"))).institution == "NO"


#: A definition with every field, in the form that the parser of YAML returns.
FULL = yaml.safe_load(BASE) | {
    "uuid": "55e2caad-f7c7-4f45-a6a1-ef0c92d41c72",
    "effective_from": "2016-02-10",
    "credit_modes": ["verified"],
    "price": {"amount": 150, "currency": "USD"},
    "admission": {"composite": 0.8, "courses": {"a": 0.8}, "attempts": 2, "until": "2026-06-30", "credential": True},
    "timezone": "America/New_York",
    "releases": {RUN: "2016-07-01"},
    "release_with_certificates": True,
    "certificate": True,
    "pathway": {"title": "Master's"},
    "starts": "2016-01-01",
    "ends": "2026-12-31",
    "shared_courses": "once",
    "letters": {"A": 0.9, "B": 0.8},
    "units": [{"key": "graphs", "title": "Graphs", "courses": 1}],
    "requirements": {
        "all_of": [
            {"course": "MITx+A", "key": "a", "runs": [RUN], "aliases": ["MITx+B"], "units": ["graphs"]},
            {
                "course": "MITx+R",
                "except_runs": ["course-v1:MITx+R+1T2016"],
                "valid_for": "5 years",
                "attempts": 2,
                "credit_modes": ["masters"],
                "certificate": False,
                "make_ups": {
                    "block-v1:MITx+R+1T2017+type@sequential+block@again": (
                        "block-v1:MITx+R+1T2017+type@sequential+block@exam"
                    )
                },
            },
            {"at_least": 1, "of": [{"course": "MITx+C"}, {"all_of": [{"exam": "MITx+D"}], "in_order": True}]},
            {
                "at_least": 1,
                "composite": "all",
                "shared_courses": "each",
                "of": [{"course": "MITx+C", "key": "again"}, {"course": "MITx+G"}],
            },
            {
                "course": "MITx+F",
                "final": {
                    "course": "MITx+FF",
                    "except_runs": ["course-v1:MITx+FF+1T2016"],
                    "attempts": 2,
                    "credit_modes": ["verified"],
                    "coursework_credit_modes": ["audit"],
                    "coursework_passing_grade": 0.5,
                    "splits": [
                        {"coursework": 0.4, "final": 0.6},
                        {"coursework": 0.5, "final": 0.5, "starts": "2018-01-01", "by": "final"},
                    ],
                },
            },
            {"program": "e7a8d5b5-3c2c-444b-a921-ec8543fa3a80", "key": "scl", "title": "Logistics"},
            {"exam": "MITx+E", "opens_after": ["a"]},
        ]
    },
}
ODD = [
    None,
    "",
    [],
    {},
    [[]],
    [{}],
    {"all_of": []},
    True,
    0,
    1,
    2,
    60,
    -1,
    0.5,
    "MITx+A",
    "a",
    RUN,
    "2016-02-10",
    "2016-02-10T12:00",
    "1900-01-01",
    "Asia/Tokyo",
    "5 years",
    {RUN: "2016-02-10"},
    {"a": 0.5},
    {"block-v1:MITx+R+1T2017+type@sequential+block@exam": "block-v1:MITx+R+1T2017+type@sequential+block@exam"},
    "x" * 300,
]


def places_in(data, path=()):
    """Yield the path of every value inside nested dicts and lists."""
    for step, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield (*path, step)
        if isinstance(value, (dict, list)):
            yield from places_in(value, (*path, step))


@st.composite
def odd_definitions(draw):
    """Draw the text of the full definition with up to three odd values in it."""
    data = copy.deepcopy(FULL)
    for path, value in draw(
        st.lists(st.tuples(st.sampled_from(list(places_in(FULL))), st.sampled_from(ODD)), min_size=1, max_size=3)
    ):
        with suppress(LookupError, TypeError):  # an earlier change may have removed this part of the text
            functools.reduce(operator.getitem, path[:-1], data)[path[-1]] = copy.deepcopy(value)
    return json.dumps(data)


@given(odd_definitions())
def test_no_odd_value_makes_an_accepted_definition_with_an_empty_group(text):
    try:
        groups = [parse_definition(text).root]
    except DefinitionError:
        return
    while groups:
        group = groups.pop()
        assert 1 <= group.required <= len(group.children)
        groups.extend(child for child in group.children if isinstance(child, Group))


def test_the_unvaried_definition_is_accepted():
    assert len(parse_definition(json.dumps(FULL)).courses()) == 8


def test_definitions_are_read_without_django():
    code = (
        "import sys, micromasters_plugin.programs.definition.file, micromasters_plugin.programs.definition.json\n"
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[3], check=False).returncode == 0
