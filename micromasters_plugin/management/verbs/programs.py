"""Verbs for program definitions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.files import read_text


def add(verbs: Verbs) -> None:
    declare(verbs, "import-program", import_program, "Import a program's definition file.").add_argument(
        "file", metavar="FILE", type=Path, help="YAML; refused whole with line and field where it is wrong"
    )
    declare(verbs, "validate", validate, "Say whether definition files could be imported; imports none.").add_argument(
        "files", metavar="FILE", type=Path, nargs="+", help="YAML; files may require each other's programs"
    )
    verb = declare(verbs, "diff", diff, "Say what a definition file changes for learners; imports nothing.")
    verb.add_argument("file", metavar="FILE", type=Path, help="YAML")
    against = "what to compare with; by default the newest version of the program with the file's uuid"
    verb.add_argument("--against", metavar="KEY|FILE", help=against)
    verb = declare(verbs, "export-program", export_program, "Write a program's definition file to standard output.")
    verb.add_argument("key", metavar="KEY", help="key of the program")
    verb.add_argument(
        "--version", dest="number", metavar="N", type=int, help="number of the version; by default the newest"
    )
    declare(verbs, "schema", schema, "Write the JSON Schema of definition files, for editors, to standard output.")


def import_program(command: BaseCommand, *, file: Path, **options: Any) -> None:
    text = read_text(file)
    try:
        result = api.import_program(text, name=str(file))
    except DefinitionError as error:
        raise CommandError(f"{file} was refused, nothing was imported:\n{error}") from error
    if result.created_version is None:
        command.stdout.write(f"{result.program_key}: nothing changed")
        return
    command.stdout.write(f"{result.program_key}: version {result.created_version} imported")
    if result.renamed_from:
        command.stdout.write(
            f"The program's key was {result.renamed_from} until now: commands and addresses change with it"
        )
    command.stdout.write(f"To evaluate those enrolled already: micromasters reconcile --program {result.program_key}")


def validate(command: BaseCommand, *, files: list[Path], **options: Any) -> None:
    verdicts = api.validate_definitions({str(file): read_text(file) for file in files})
    for name, error in verdicts.items():
        command.stdout.write(f"{name}: refused:\n{error}" if error else f"{name}: valid")
    refused = sum(error is not None for error in verdicts.values())
    if refused:
        raise CommandError(f"{refused} of {len(verdicts)} refused")


def diff(command: BaseCommand, *, file: Path, against: str | None, **options: Any) -> None:
    other = Path(against) if against else None
    if other is not None and other.is_file():
        result = api.diff_definition(read_text(file), name=str(file), against_text=read_text(other))
    else:
        result = api.diff_definition(read_text(file), name=str(file), against_key=against or "")
    if not result.changes:
        command.stdout.write(f"{result.program_key}: nothing changes")
        return
    command.stdout.write(f"{result.program_key}: concerns {result.concerns}")
    for change in result.changes:
        command.stdout.write(f"- {change}")
    command.stdout.write(f"\n{result.raw}")


def export_program(command: BaseCommand, *, key: str, number: int | None, **options: Any) -> None:
    command.stdout.write(api.export_program(key, version=number), ending="")


def schema(command: BaseCommand, **options: Any) -> None:
    command.stdout.write(json.dumps(api.definition_schema(), indent=2, ensure_ascii=False))
