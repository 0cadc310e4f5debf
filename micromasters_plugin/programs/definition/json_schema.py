"""Generate the JSON Schema of definition files from the tables of fields. Editors use the schema for completion.

The schema accepts every file that the parser accepts. The schema cannot find problems that involve several fields.
``micromasters validate`` finds such problems.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from micromasters_plugin.programs.definition.fields import Field
from micromasters_plugin.programs.definition.schema import PROGRAM, SECTIONS


def json_schema() -> dict[str, Any]:
    """Return the schema (JSON Schema, draft 7), which consists of objects, lists, texts, numbers and booleans."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Program definition of openedx-micromasters",
        **_object(PROGRAM),
        "definitions": {name: _object(fields) for name, fields in SECTIONS.items() if fields is not PROGRAM},
    }


def _object(fields: Mapping[str, Field]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {name: _property(field) for name, field in fields.items()},
        "required": [name for name, field in fields.items() if field.required],
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    if "$ref" in field.kind.shape:  # draft 7 ignores keywords next to a reference
        return field.kind.shape
    return {"description": f"{field.kind.expected}; for instance {field.example}", **field.kind.shape}
