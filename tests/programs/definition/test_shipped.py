"""Test that the demo's definitions match the real programs."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from micromasters_plugin.domain.definition import AdmissionBar
from micromasters_plugin.programs.definition.file import parse_definition

PROGRAMS = Path(__file__).parents[3] / "demo" / "programs"

#: The key and the kind of each file. For each requirement, the passing grade and whether the requirement is a proctored
#: exam.
SHIPPED = {
    "scm-micromasters.yaml": ("scm", "micromasters", [*[("0.60", False)] * 5, ("0.60", True)]),
    "scl-xseries.yaml": ("scl", "xseries", [("0.50", False)] * 3),
    "oulad-ddd.yaml": ("DDD", "micromasters", [*[("0.60", False)] * 6, ("0.50", True)]),
    "oulad-fff.yaml": ("FFF", "micromasters", [("0.60", False)] * 5),
}


def shipped(name):
    return parse_definition((PROGRAMS / name).read_text(encoding="utf-8"), name=name)


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
