"""Test the rules that apply to every YAML document before the fields of the document are read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.document import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_PROBLEMS,
    MAX_VALUES,
    read_document,
)
from tests.counting import count_calls

#: A fault: a text, and the line, the column and a part of the message. The field of the fault is the name of the
#: document.
UNREADABLE = {
    "nothing at all": ("", 1, 1, "empty"),
    "comments only": ("# soon\n", 1, 1, "empty"),
    "a list": ("- schema: 1\n", 1, 1, "not a list"),
    "a scalar": ("hello\n", 1, 1, "not hello"),
    "an open bracket": ("schema: 1\nprice: [1\nkey: scm\n", 3, 4, "not valid YAML"),
    "an open quote": ("schema: 1\ntitle: 'Supply\n", 3, 1, "not valid YAML"),
    "a tab for indentation": ("price:\n\tamount: 1\n", 2, 1, "not valid YAML"),
    "a colon within a plain text": ("title: MIT: Supply\n", 1, 11, "not valid YAML"),
    "a broken indentation": ("a:\n  - b\n c: 1\n", 3, 2, "not valid YAML"),
    "two documents": ("schema: 1\n---\nschema: 1\n", 2, 1, "single document"),
    "a control character": ("schema: 1\nkey: \0\n", 2, 6, "U+0000 is not allowed"),
    "half a surrogate pair": ("key: a\ud800\n", 1, 7, "U+D800 is not allowed"),
}


@pytest.mark.parametrize(("text", "line", "column", "says"), UNREADABLE.values(), ids=UNREADABLE)
def test_a_document_that_is_no_mapping_is_refused_with_its_place(text, line, column, says):
    with pytest.raises(DefinitionError) as refusal:
        read_document(text, name="scm.yaml")
    [problem] = refusal.value.problems
    assert (problem.line, problem.column, problem.field) == (line, column, "scm.yaml")
    assert says in problem.message


#: A case: a text, and a list of faults with line, column, field and a part of the message.
UNWANTED = {
    "an anchor": ("price: &p {amount: 1}\n", [(1, 8, "price", "anchors (&p)")]),
    "an alias": ("a: &x 1\nb: [0, *x]\n", [(1, 4, "a", "anchors (&x)"), (2, 8, "b[1]", "aliases (*x)")]),
    "a tag": ("key: !!python/name:os.system x\n", [(1, 6, "key", "tags (tag:yaml.org,2002:python/name:os.system)")]),
}


@pytest.mark.parametrize(("text", "expected"), UNWANTED.values(), ids=UNWANTED)
def test_anchors_aliases_and_tags_are_problems_that_do_not_end_reading(text, expected):
    problems = read_document(text, name="scm.yaml").problems
    assert [(each.line, each.column, each.field) for each in problems] == [row[:3] for row in expected]
    assert all(says in each.message for each, (*_, says) in zip(problems, expected, strict=True))


def test_aliases_that_would_grow_to_billions_are_never_followed():
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    root = read_document("\n".join(levels), name="bomb")
    assert len(root.problems) == 12 + 11 * 10


def test_a_document_over_one_mebibyte_is_refused_before_it_is_parsed():
    for text in ("[" * (MAX_BYTES + 1), "é" * (MAX_BYTES // 2 + 1)):
        with pytest.raises(DefinitionError, match="larger than 1 MiB"):
            read_document(text, name="huge")


def test_a_document_of_exactly_one_mebibyte_is_read():
    text = "schema: 1\n#".ljust(MAX_BYTES, "x")
    assert read_document(text, name="large").problems == []


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_deep_nesting_is_refused_in_few_steps_and_without_a_recursion_error(opening):
    def read():
        with pytest.raises(DefinitionError, match=f"nested deeper than {MAX_DEPTH} levels"):
            read_document(opening * (MAX_BYTES // len(opening)), name="deep")

    assert count_calls(read) < 2_000 * MAX_DEPTH


def test_nesting_as_deep_as_allowed_is_read():
    text = "a: " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1)
    assert read_document(text, name="deep").problems == []


def test_as_many_values_as_allowed_are_read_and_one_more_is_refused():
    scalars = MAX_VALUES - 3  # The mapping, the name and the list are values, too.
    assert read_document(f"a: [{'1,' * scalars}]", name="wide").problems == []
    with pytest.raises(DefinitionError, match=f"more than {MAX_VALUES} values"):
        read_document(f"a: [{'1,' * (scalars + 1)}]", name="wide")


def test_reading_stops_after_many_problems():
    with pytest.raises(DefinitionError) as refusal:
        read_document(f"a: [{'*x,' * 5000}]", name="faulty")
    assert len(refusal.value.problems) == MAX_PROBLEMS


@given(st.text(alphabet="ab:-[]{}&*!?#|>'\"% \n\t0.", max_size=60))
def test_any_text_is_read_or_refused_and_nothing_else_is_raised(text):
    with suppress(DefinitionError):
        assert read_document(text, name="any").entries is not None
