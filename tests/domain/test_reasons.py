"""Test that the tables of reasons and states are complete and used, and that only a table contains reasons' codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from micromasters_plugin.data import Attempt, CredentialState, ProgramState, Reason, RequirementState
from micromasters_plugin.domain import reasons
from micromasters_plugin.domain.exam_rules import EXAM_REASONS
from micromasters_plugin.domain.planner import OVERRIDE_REASONS
from micromasters_plugin.domain.reasons import PLAN_REASONS, VERDICT_REASONS, ReasonRow, VerdictRow
from micromasters_plugin.domain.states import STATES, Mark

REPOSITORY = Path(__file__).parents[2]
PACKAGES = [REPOSITORY / "micromasters_plugin", REPOSITORY / "micromasters_xblock"]
TABLE = Path(reasons.__file__)
ROWS = {name: each for name, each in vars(reasons).items() if isinstance(each, ReasonRow)}
CODES = {row.code for row in ROWS.values()}


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def modules_outside_the_table(*folders: Path) -> Iterator[Path]:
    """Yield the modules in these folders, except the module with the tables."""
    for folder in folders:
        yield from (path for path in sorted(folder.rglob("*.py")) if path != TABLE)


def row_of(node: ast.AST) -> str:
    """Return the name of the row in an expression such as ``ROW`` or ``why.ROW``, or "" for any other expression."""
    is_of_table = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "why"
    name = node.attr if is_of_table else node.id if isinstance(node, ast.Name) else ""
    return name if name in ROWS else ""


def other_meanings() -> set[str]:
    """Return the codes that are also a state, a mark or a field of the truth."""
    names = [*RequirementState, *ProgramState, *CredentialState, *get_args(Mark)]
    return CODES & {*names, *(field.name for field in fields(Attempt))}


def test_each_row_is_in_one_table_under_its_code() -> None:
    assert [*VERDICT_REASONS.values(), *PLAN_REASONS.values()] == sorted(
        ROWS.values(), key=lambda row: not isinstance(row, VerdictRow)
    )


def test_a_rule_uses_every_row() -> None:
    found = [node for path in modules_outside_the_table(TABLE.parent) for node in nodes(path)]
    imported = {name.name for node in found if isinstance(node, ast.ImportFrom) for name in node.names}
    given = imported | {row_of(node) for node in found if isinstance(node, ast.Attribute)}
    assert ROWS.keys() - given == set()


def test_every_rule_gives_a_reason_with_exactly_its_values() -> None:
    """If a rule picks a row at run time, the tests of the rule check the values."""
    calls = [
        (path.name, row, [keyword.arg for keyword in node.keywords])
        for path in modules_outside_the_table(TABLE.parent)
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reason"
        if (row := row_of(node.func.value))
    ]
    assert len(calls) > 10
    assert [call for call in calls if call[2] != list(ROWS[call[1]].values)] == []
    assert [row for row in (*EXAM_REASONS.values(), *OVERRIDE_REASONS.values()) if row.values] == []


def test_only_the_table_makes_reasons() -> None:
    makers = {
        path.name
        for path in modules_outside_the_table(*PACKAGES)
        for node in nodes(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Reason"
    }
    assert makers == set()


def test_no_other_module_writes_a_code() -> None:
    """A text may equal a code if the text is also the name of a state, a mark or a field."""
    written = [
        (path.name, node.lineno, node.value)
        for path in modules_outside_the_table(*PACKAGES)
        for node in nodes(path)
        if isinstance(node, ast.Constant) and node.value in CODES - other_meanings()
    ]
    assert written == []


def test_no_code_is_compared_with_a_text() -> None:
    compared = [
        (path.name, node.lineno)
        for path in modules_outside_the_table(*PACKAGES)
        for node in nodes(path)
        if isinstance(node, ast.Compare)
        and any(isinstance(part, ast.Attribute) and part.attr == "code" for part in ast.walk(node))
        and any(isinstance(part, ast.Constant) and part.value in CODES for part in ast.walk(node))
    ]
    assert compared == []


@pytest.mark.parametrize("row", VERDICT_REASONS.values(), ids=lambda row: row.code)
def test_a_sentence_for_staff_names_values_of_its_reason_only(row: VerdictRow) -> None:
    assert row.staff
    assert set(re.findall(r"%\((\w+)\)s", row.staff)) <= row.values.keys()


@pytest.mark.parametrize("row", PLAN_REASONS.values(), ids=lambda row: row.code)
def test_a_reason_of_a_plan_has_a_sentence_for_learners(row: ReasonRow) -> None:
    assert row.learner


def test_every_state_has_a_row() -> None:
    assert list(STATES) == list(RequirementState)
    assert all(row.mark and row.word for row in STATES.values())


def test_states_differ_in_their_words() -> None:
    assert len({row.word for row in STATES.values()}) == len(STATES)


@pytest.mark.parametrize("values", [{}, {"ratio": Decimal("0.5")}, {"ratio": "0.5", "bar": "0.6", "until": "x"}])
def test_a_row_rejects_missing_and_extra_values(values: dict[str, Decimal]) -> None:
    with pytest.raises(TypeError, match=r"below_bar has the values \['ratio', 'bar'\], not"):
        reasons.BELOW_BAR.reason(**values)


@pytest.mark.parametrize(
    ("row", "values", "texts"),
    [
        (reasons.NO_GRADE, {}, ()),
        (
            reasons.BELOW_BAR,
            {"bar": Decimal("0.60"), "ratio": Decimal("0.5")},
            (("ratio", "0.5"), ("bar", "0.60")),
        ),
        (
            reasons.EMBARGOED,
            {"until": datetime(2026, 7, 1, 12, tzinfo=UTC)},
            (("until", "2026-07-01T12:00:00+00:00"),),
        ),
        (reasons.LOCKED, {"after": ["A", "B"]}, (("after", "A,B"),)),
        (reasons.OUT_OF_ORDER, {"previous": "A"}, (("previous", "A"),)),
        (reasons.NOT_WORKED_OUT, {"steps": 5}, (("steps", "5"),)),
    ],
    ids=lambda each: each.code if isinstance(each, ReasonRow) else None,
)
def test_values_are_stored_as_text_in_the_rows_order_and_parsed_again(
    row: ReasonRow, values: dict[str, object], texts: tuple[tuple[str, str], ...]
) -> None:
    given = row.reason(**values)  # type: ignore[arg-type]
    assert given == Reason(row.code, texts)
    assert row.read(given) == values
