"""Test that a learner who took no course cannot complete a program, whatever definition the import accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import Any

from hypothesis import find, given
from hypothesis import strategies as st

from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.file import parse_definition
from tests.domain.specimens import judge
from tests.programs.definition.texts import BASE
from tests.programs.valid_programs import valid_programs

HEAD = BASE.partition("requirements:")[0]
#: Values for a passing grade or a count. The definition refuses a tenth of these values.
BARS = st.sampled_from([0, 0.0001, *[0.6] * 15, *[1] * 3])
COUNTS = st.sampled_from([0, -1, *[1] * 14, *[2] * 4])


def trees() -> st.SearchStrategy[Any]:
    """Draw requirements as people might write them: empty groups, impossible choices, passing grades of zero."""
    course = st.fixed_dictionaries({"course": st.just("MITx+A")}, optional={"passing_grade": BARS})
    program = st.just({"program": "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a01", "key": "inner", "title": "Inner"})
    leaves = st.one_of(*[course] * 9, program, st.sampled_from([{}, None, [], ""]))
    return groups_of(st.recursive(leaves, groups_of, max_leaves=4)).map(numbered)


def groups_of(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.one_of(*[st.lists(children, min_size=1, max_size=3)] * 9, st.just([]))
    choices = st.fixed_dictionaries({"at_least": COUNTS, "of": several})
    return st.one_of(st.fixed_dictionaries({"all_of": several}), choices)


def numbered(tree: Any, numbers: Iterator[int] | None = None) -> Any:
    """Return the tree with a number in each course and key, so that each name occurs only once."""
    numbers = count() if numbers is None else numbers
    if isinstance(tree, list):
        return [numbered(child, numbers) for child in tree]
    if not isinstance(tree, dict):
        return tree
    number = next(numbers)
    return {
        name: f"{value}{number}" if name in ("course", "key") else numbered(value, numbers)
        for name, value in tree.items()
    }


def accepted(tree: Any) -> ProgramRules | None:
    """Return the program with ``tree``, or None if the definition is refused."""
    try:
        return parse_definition(f"{HEAD}requirements: {json.dumps(tree)}\n")
    except DefinitionError:
        return None


@given(trees())
def test_no_accepted_tree_is_earned_without_a_course(tree: Any) -> None:
    program = accepted(tree)
    if program is not None:
        standing = judge(program)
        assert (standing.earned, standing.earned_requirements, standing.composite) == (False, 0, None)
        assert standing.total_requirements > 0


def test_the_random_trees_include_accepted_and_refused_trees() -> None:
    assert find(trees(), lambda tree: accepted(tree) is not None)
    assert accepted({"all_of": []}) is accepted({"at_least": 0, "of": [{"course": "MITx+A"}]}) is None


@given(valid_programs())
def test_no_valid_program_is_earned_without_a_course(program: ProgramRules) -> None:
    assert not judge(program).earned
