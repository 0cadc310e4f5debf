"""Test that a program's file is parsed to an equal program, and that the editors' schema accepts the file."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings

from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.file import parse_definition
from micromasters_plugin.programs.definition.json_schema import json_schema
from micromasters_plugin.programs.definition.text import definition_text
from tests.programs.definition.test_file import FULL, odd_definitions
from tests.programs.definition.texts import BASE
from tests.programs.valid_programs import valid_programs

ROOT = Path(__file__).parents[3]
DEMO = sorted((ROOT / "demo" / "programs").glob("*.yaml"))
PUBLISHED = ROOT / "docs" / "reference" / "program.schema.json"
VALIDATOR = jsonschema.Draft7Validator(json_schema())


class EditorsLoader(yaml.SafeLoader):
    """A loader that reads YAML 1.2 like the editors' language server.

    The loader reads dates, yes, no, on and off as texts.
    """

    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":bool"))]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


EditorsLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def faults(text: str) -> list[str]:
    """Return the faults that the schema finds in a definition."""
    return [error.message for error in VALIDATOR.iter_errors(yaml.load(text, EditorsLoader))]


@given(valid_programs())
@settings(max_examples=300, deadline=None)
def test_a_written_program_parses_to_the_same_program_and_fits_the_schema(program: ProgramRules) -> None:
    text = definition_text(program)
    assert parse_definition(text) == program
    assert faults(text) == []


@given(valid_programs())
@settings(max_examples=100, deadline=None)
def test_an_unknown_learner_has_earned_no_program(program: ProgramRules) -> None:
    assert not evaluate(program, (), now=datetime(2030, 1, 1, tzinfo=UTC)).earned


@given(odd_definitions())
@settings(max_examples=500, deadline=None)
def test_an_accepted_file_fits_the_schema_can_be_written_and_is_not_earned_without_a_course(
    text: str,
) -> None:
    with suppress(DefinitionError):
        program = parse_definition(text)
        assert faults(text) == []
        assert parse_definition(definition_text(program)) == program
        assert not evaluate(program, (), now=datetime(2030, 1, 1, tzinfo=UTC)).earned


@pytest.mark.parametrize("path", DEMO, ids=[path.name for path in DEMO])
def test_the_demos_definitions_fit_the_schema_and_can_be_written(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert faults(text) == []
    assert parse_definition(definition_text(parse_definition(text))) == parse_definition(text)


def test_the_published_schema_equals_the_generated_schema() -> None:
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == json_schema()


def test_the_schema_is_a_valid_json_schema() -> None:
    jsonschema.Draft7Validator.check_schema(json_schema())


@pytest.mark.parametrize(
    "fault",
    [
        ("key: scm", "kee: scm"),
        ("0.60", "60"),
        ("2016-02-10", "soon"),
        ("MITx+CTL.SC0x", "SC0x"),
        ("weight: 2", "weight: heavy"),
        ("kind: ", "drop_policy: ask\nkind: "),
        ("    - course: MITx+CTL.SC0x\n", "    - title: X\n"),
    ],
    ids=lambda fault: fault[1].strip(),
)
def test_the_schema_finds_the_mistakes_an_editor_should_mark(fault: tuple[str, str]) -> None:
    assert faults(BASE) == []
    assert faults(BASE.replace(*fault)) != []


def test_the_complete_definition_fits_the_schema() -> None:
    assert faults(json.dumps(FULL)) == []
