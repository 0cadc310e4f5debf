"""Verbs for program definitions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.management.verbs.declaring import Verbs, declare


def add(verbs: Verbs) -> None:
    declare(verbs, "import-program", import_program, "Import a program's definition file.").add_argument(
        "file", metavar="FILE", type=Path, help="YAML; refused whole with line and field where it is wrong"
    )


def import_program(command: BaseCommand, *, file: Path, **options: Any) -> None:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{file} cannot be read: {error}") from error
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
