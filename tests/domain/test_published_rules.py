"""Test that the rule book's table of fields has the sentences that staff and learners read."""

from __future__ import annotations

import re

import pytest

from micromasters_plugin.domain.reasons import VERDICT_REASONS
from micromasters_plugin.domain.states import STATES
from tests.domain.rule_book import RULE_BOOK, cases_of

ROWS = cases_of("published-rules")
CODES = [(name, code) for name, cells in ROWS.items() for code in VERDICT_REASONS if code in cells[2].split()]


def as_printed(sentence: str) -> str:
    """Return a sentence with the names of its values in italics, as the rule book prints them."""
    return re.sub(r"%\((\w+)\)s", r"*\1*", sentence)


def test_every_row_fills_every_column() -> None:
    assert [name for name, cells in ROWS.items() if len(cells) != 5 or "" in cells] == []


@pytest.mark.parametrize(("name", "code"), CODES)
def test_a_reason_has_its_sentences(name: str, code: str) -> None:
    row = VERDICT_REASONS[code]
    sentences = filter(None, (row.staff, row.learner or STATES[row.state].sentence))
    assert [each for each in sentences if as_printed(each) not in ROWS[name][2]] == []


def test_the_table_of_states_has_the_order_of_the_reasons() -> None:
    section = RULE_BOOK.read_text(encoding="utf-8").split("\nThe state of a course\n")[1].split("\nRequirements\n")[0]
    listed = re.findall(r"^``(\w+)`` +\w", section, flags=re.MULTILINE)
    ordered = list(dict.fromkeys(row.state.value for row in VERDICT_REASONS.values()))
    apart = {"not_enrolled", "locked", "counts_elsewhere", "waived"}
    ruled = [state for state in listed if state in ordered and state not in apart]
    assert len(ruled) > 15
    assert ruled == [state for state in ordered if state in ruled]
