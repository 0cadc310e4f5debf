"""Test that the canonical JSON of versions loses no data, and that equal definitions have equal JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.domain.definition import (
    AdmissionBar,
    Course,
    DropPolicy,
    Final,
    Grandfathering,
    Group,
    LetterBand,
    NestedProgram,
    Pathway,
    ProgramRules,
    SharedCourses,
    Split,
    SplitBy,
    Unit,
)
from micromasters_plugin.programs.definition.json import from_json, to_json

texts = st.text(max_size=8)
names = st.lists(st.text(min_size=1, max_size=8), max_size=3).map(tuple)
ratios = st.decimals(0, 1, allow_nan=False, places=4)
numbers = st.decimals(0, 10**12, allow_nan=False, allow_infinity=False)
zones = st.sampled_from([UTC, timezone(timedelta(hours=-5))])
instants = st.datetimes(max_value=datetime(9999, 12, 31), timezones=zones)  # noqa: DTZ001 (the strategy adds the zone)
counts = st.none() | st.integers(1, 100)
days = st.none() | st.dates()
splits = st.lists(st.builds(Split, ratios, ratios, days, st.sampled_from(SplitBy)), min_size=1, max_size=2).map(tuple)
finals = st.builds(
    Final,
    texts,
    splits,
    names,
    names,
    st.none() | ratios,
    st.booleans(),
    st.booleans(),
    except_runs=names,
    attempts=counts,
    credit_modes=names,
    coursework_credit_modes=names,
    coursework_passing_grade=st.none() | ratios,
)
courses = st.builds(
    Course,
    key=texts,
    title=texts,
    course=texts,
    passing_grade=ratios,
    weight=numbers,
    aliases=names,
    runs=names,
    is_exam=st.booleans(),
    proctored=st.booleans(),
    embargo_until=st.none() | instants,
    opens_after=names,
    units=names,
    final=st.none() | finals,
    except_runs=names,
    valid_for=counts,
    attempts=counts,
    credit_modes=names,
    certificate=st.booleans(),
    make_ups=st.lists(st.tuples(texts, texts), max_size=2).map(tuple),
)
nested = st.builds(NestedProgram, texts, texts, st.uuids().map(str), numbers)


def groups_of(nodes):
    children = st.lists(nodes, min_size=1, max_size=3).map(tuple)
    shared = st.none() | st.sampled_from(SharedCourses)
    return st.builds(Group, texts, texts, children, counts, st.booleans(), st.booleans(), shared)


bars = st.builds(
    AdmissionBar,
    st.none() | ratios,
    st.booleans(),
    st.lists(st.tuples(texts, ratios), max_size=2).map(tuple),
    counts,
    days,
)
programs = st.builds(
    ProgramRules,
    uuid=st.uuids().map(str),
    key=texts,
    kind=texts,
    title=texts,
    institution=texts,
    effective_from=instants,
    root=groups_of(st.recursive(courses | nested, groups_of, max_leaves=6)),
    credit_modes=names,
    grandfathering=st.sampled_from(Grandfathering),
    drop_policy=st.sampled_from(DropPolicy),
    admission=st.none() | bars,
    pathway=st.builds(Pathway, texts, texts, texts),
    accent=texts,
    succeeds=texts,
    price=st.none() | numbers,
    currency=texts,
    effort=texts,
    shared_courses=st.sampled_from(SharedCourses),
    starts=days,
    ends=days,
    timezone=texts,
    releases=st.lists(st.tuples(texts, instants), max_size=2).map(tuple),
    release_with_certificates=st.booleans(),
    units=st.lists(st.builds(Unit, texts, texts, st.integers(1, 3)), max_size=2).map(tuple),
    letters=st.lists(st.builds(LetterBand, texts, ratios), max_size=2).map(tuple),
)

COURSE = Course("SC0x", "Analytics", "MITx+CTL.SC0x", Decimal("0.60"))
PROGRAM = ProgramRules(
    uuid="55e2caad-f7c7-4f45-a6a1-ef0c92d41c72",
    key="scm",
    kind="micromasters",
    title="Supply Chain Management",
    institution="MITx",
    effective_from=datetime(2016, 2, 10, tzinfo=UTC),
    root=Group("group", "", (COURSE,)),
    price=Decimal(150),
)


@given(programs)
def test_a_program_survives_storage_as_json_text(program):
    assert from_json(json.loads(json.dumps(to_json(program)))) == program


@pytest.mark.parametrize(
    ("passing_grade", "stored"),
    [("0.6", "0.60"), ("0.60", "0.60"), ("0.6000", "0.60"), ("0.625", "0.625"), ("1", "1.00")],
)
def test_equal_decimals_are_stored_equally(passing_grade, stored):
    course = replace(COURSE, passing_grade=Decimal(passing_grade))
    [child] = to_json(replace(PROGRAM, root=Group("group", "", (course,))))["root"]["children"]
    assert child["passing_grade"] == stored


def test_instants_are_stored_in_utc():
    boston = datetime(2016, 2, 9, 19, tzinfo=timezone(timedelta(hours=-5)))
    assert to_json(replace(PROGRAM, effective_from=boston)) == to_json(PROGRAM)


def test_a_field_missing_from_an_older_form_takes_its_default():
    stored = to_json(PROGRAM)
    for later in ("shared_courses", "starts", "ends", "units", "letters"):
        del stored[later]
    for later in ("units", "final"):
        del stored["root"]["children"][0][later]
    del stored["root"]["composite_of_all"]
    assert from_json(stored) == PROGRAM


def test_a_form_of_another_release_is_refused():
    with pytest.raises(ValueError, match="format 1"):
        from_json(to_json(PROGRAM) | {"format": 1})
