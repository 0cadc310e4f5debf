"""No definition that is accepted makes a program complete for a learner who has nothing."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import find, given
from hypothesis import strategies as st

from micromasters_plugin.domain.definition import Program
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition_file import parse_definition
from tests.domain.specimens import judge
from tests.programs.definitions import BASE
from tests.programs.valid_programs import valid_programs

HEAD = BASE.partition("requirements:")[0]
NUMBERS = st.sampled_from([-1, 0, 0.0001, 0.6, 1, 2])


def trees() -> st.SearchStrategy[Any]:
    """Requirements as somebody might write them: empty groups, choices of none or of too many, bars of nothing."""
    leaves = st.one_of(
        st.fixed_dictionaries(
            {"course": st.sampled_from(["MITx+A", "MITx+B", "MITx+C"])},
            optional={"passing_grade": NUMBERS, "weight": NUMBERS, "runs": st.just([])},
        ),
        st.just({"program": "6f0ec6b5-7f3e-4b8f-9d0e-3f6c0a4c1a01", "key": "inner", "title": "Inner"}),
        st.sampled_from([{}, None, [], ""]),
    )
    return st.recursive(leaves, groups_of, max_leaves=5)


def groups_of(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    several = st.lists(children, max_size=3)
    choices = st.fixed_dictionaries({"at_least": NUMBERS, "of": several})
    return st.one_of(st.fixed_dictionaries({"all_of": several}), choices)


def accepted(tree: Any) -> Program | None:
    """Return the program with that tree, or None where the definition is refused."""
    try:
        return parse_definition(f"{HEAD}requirements: {json.dumps(tree)}\n")
    except DefinitionError:
        return None


@given(groups_of(trees()))
def test_whatever_tree_is_accepted_nobody_earns_it_with_nothing(tree: Any) -> None:
    program = accepted(tree)
    if program is not None:
        standing = judge(program)
        assert (standing.earned, standing.earned_requirements, standing.composite) == (False, 0, None)
        assert standing.total_requirements > 0


def test_some_of_these_trees_are_accepted_and_some_refused() -> None:
    assert find(groups_of(trees()), lambda tree: accepted(tree) is not None)
    assert accepted({"all_of": []}) is accepted({"at_least": 0, "of": [{"course": "MITx+A"}]}) is None


@given(valid_programs())
def test_no_valid_program_is_earned_with_nothing(program: Program) -> None:
    assert not judge(program).earned
