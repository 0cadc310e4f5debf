"""Test that the reference page describes the current schema."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest

from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.schema import SECTIONS
from tests.programs.definition.texts import BASE, LAST, edited

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "definition.rst").read_text(encoding="utf-8")

#: The heading on the page for each section of the schema. The fields of the section are below this heading.
HEADINGS = {
    "the program": "The program",
    "price": "Price",
    "admission": "Admission",
    "pathway": "Pathway",
    "unit": "Units",
    "course": "Courses and exams",
    "exam": "Courses and exams",
    "final": "Final exams",
    "split": "Splits",
    "program": "Other programs",
    "all_of": "Groups",
    "at_least": "Groups",
}


def fields_listed_under(heading: str) -> set[str]:
    """Return the names in the first column of the table under ``heading``."""
    _, _, rest = PAGE.partition(f"\n{heading}\n")
    body = re.split(r"\n\S.*\n[=~-]{4,}\n", rest)[0]
    return {name for cell in re.findall(r"^   \* - (``.*)$", body, re.M) for name in re.findall(r"``(\w+)``", cell)}


@pytest.mark.parametrize("heading", sorted(set(HEADINGS.values())))
def test_each_table_lists_exactly_the_fields_of_its_sections(heading):
    known = {name for section, fields in SECTIONS.items() if HEADINGS[section] == heading for name in fields}
    assert fields_listed_under(heading) == known


def test_the_complete_example_is_accepted():
    example = PAGE.partition("A small, complete program")[2].partition(".. code-block:: yaml\n")[2]
    example = example.partition("\nLarger programs")[0]
    assert [course.key for course in parse_definition(textwrap.dedent(example)).courses()] == ["1x", "2x", "3x", "exam"]


#: The function that completes a fragment of the page to a definition, by the first word of the fragment.
FRAGMENTS = {
    "requirements:": lambda block: BASE[: BASE.index("requirements:")] + block,
    "admission:": lambda block: edited(("kind: ", f"{block}kind: ")),
    "timezone:": lambda block: edited(("kind: ", f"{block}kind: ")),
    "make_ups:": lambda block: edited((LAST, textwrap.indent(block, "      "))),
    "splits:": lambda block: edited((LAST, "      final:\n        course: MITx+F\n" + textwrap.indent(block, " " * 8))),
    "letters:": lambda block: edited(("kind: ", f"{block}kind: ")),
    "- course:": lambda block: edited((LAST, textwrap.indent(block, "    "))),
}


@pytest.mark.parametrize("first", FRAGMENTS)
def test_each_fragment_of_the_page_is_accepted_in_its_place(first: str) -> None:
    blocks = re.findall(r"\.\. code-block:: yaml\n\n((?:    .*\n|\n)+)", PAGE)
    [block] = [text for text in map(textwrap.dedent, blocks) if text.startswith(first)]
    assert parse_definition(FRAGMENTS[first](block.strip("\n") + "\n"))
