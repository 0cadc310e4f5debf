"""Define the verbs for program definitions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.data import ImportResult
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.data.definitions import learners_in_words
from micromasters_plugin.exceptions import DefinitionError, RebindError
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.files import read_text
from micromasters_plugin.management.verbs.rehearsing import add_dry_run, kept_unless, would
from micromasters_plugin.management.verbs.reporting import add_json, refusal, report

IMPORT_EXAMPLES = """\
examples:
  micromasters import-program supply-chain.yaml --dry-run
  micromasters import-program supply-chain.yaml
  micromasters import-program supply-chain.yaml --rebind 14

A file that differs from the newest version becomes the next version.
If the file gives learners another version or another outcome, --rebind must state the number of these learners.
An import evaluates nobody. Run `reconcile` after an import.
"""

VALIDATE_EXAMPLES = """\
examples:
  micromasters validate supply-chain.yaml
  micromasters validate supply-chain.yaml my-program.yaml

exit status: 0 all files are valid, 1 some files are refused, 2 wrong command line
"""

DIFF_EXAMPLES = """\
examples:
  micromasters diff supply-chain.yaml               compares with the newest version of the program
  micromasters diff my-program.yaml --against scm   compares with another program or file
"""

EXPORT_EXAMPLES = """\
examples:
  micromasters export-program scm > scm.yaml
  micromasters export-program scm --version 1
"""

SCHEMA_EXAMPLES = """\
examples:
  micromasters schema > program.schema.json
"""


def add(verbs: Verbs) -> None:
    text = "Import a program's definition file."
    verb = declare(verbs, "import-program", import_program, text, examples=IMPORT_EXAMPLES)
    faults = "YAML file; a file with a fault is refused, and the error names the line and the field"
    verb.add_argument("file", metavar="FILE", type=Path, help=faults)
    agreed = "import the file although it re-binds N learners; another number is refused"
    verb.add_argument("--rebind", metavar="N", type=int, help=agreed)
    add_dry_run(verb)
    add_json(verb)
    text = "Check whether definition files can be imported. The check imports nothing."
    verb = declare(verbs, "validate", validate, text, examples=VALIDATE_EXAMPLES)
    files = "YAML files; a program may require the program of another file"
    verb.add_argument("files", metavar="FILE", type=Path, nargs="+", help=files)
    add_json(verb)
    text = "Report what a definition file changes for learners. The report imports nothing."
    verb = declare(verbs, "diff", diff, text, examples=DIFF_EXAMPLES)
    verb.add_argument("file", metavar="FILE", type=Path, help="YAML file")
    against = "a program or file to compare with; by default the newest version of the program with the file's uuid"
    verb.add_argument("--against", metavar="KEY|FILE", help=against)
    add_json(verb)
    text = "Write a program's definition file to standard output."
    verb = declare(verbs, "export-program", export_program, text, examples=EXPORT_EXAMPLES)
    verb.add_argument("key", metavar="KEY", help="key of the program")
    verb.add_argument(
        "--version", dest="number", metavar="N", type=int, help="number of the version; by default the newest version"
    )
    text = "Write the JSON Schema of definition files, for editors, to standard output."
    declare(verbs, "schema", schema, text, examples=SCHEMA_EXAMPLES)


def import_program(
    command: BaseCommand, *, file: Path, rebind: int | None, dry_run: bool, as_json: bool, **options: Any
) -> None:
    text = read_text(file)
    try:
        with kept_unless(dry_run):
            result = api.import_program(text, actor=OPERATOR, name=str(file), rebind=rebind)
    except (DefinitionError, RebindError) as error:
        raise refusal(error, f"{file} was refused, nothing was imported:\n{error}") from error
    report(command, result, would(dry_run, "\n".join(_import_lines(result))), as_json=as_json)


def _import_lines(result: ImportResult) -> Iterator[str]:
    key = result.program_key
    if result.created_version is None:
        yield f"{key}: nothing changed"
        return
    bound = f", {learners_in_words(result.rebound)} re-bound" if result.rebound else ""
    yield f"{key}: version {result.created_version} imported{bound}"
    if result.renamed_from:
        yield f"The program's key was {result.renamed_from} before; commands and addresses now use the new key"
    if result.in_force_until is not None:
        until = f"{result.in_force_until:%Y-%m-%d %H:%M} UTC"
        yield f"From {until} on an older version is in force, since its effective_from is later"
        yield "The version with the latest effective_from decides about grandfathering and releases"
    yield f"To evaluate learners who are enrolled already: micromasters reconcile --program {key}"
    for other in result.required_by:
        yield f"{other} requires {key}. To evaluate the learners of {other}: micromasters reconcile --program {other}"


def validate(command: BaseCommand, *, files: list[Path], as_json: bool, **options: Any) -> None:
    texts = {str(file): read_text(file) for file in files}
    verdicts = api.validate_definitions(texts)
    asked = {
        name: api.ask_about_definition(texts[name], name=name) for name, error in verdicts.items() if error is None
    }
    lines = (_verdict_line(name, error, asked.get(name, ())) for name, error in verdicts.items())
    faults = {name: None if error is None else str(error) for name, error in verdicts.items()}
    report(command, {"faults": faults, "questions": asked}, "\n".join(lines), as_json=as_json)
    refused = sum(error is not None for error in verdicts.values())
    if refused:
        raise CommandError(f"{refused} of {len(verdicts)} refused")


def _verdict_line(name: str, error: Exception | None, questions: Sequence[str]) -> str:
    if error is not None:
        return f"{name}: refused:\n{error}"
    if questions:
        return "\n".join((f"{name}: valid, with questions:", *questions))
    return f"{name}: valid"


def diff(command: BaseCommand, *, file: Path, against: str | None, as_json: bool, **options: Any) -> None:
    other = Path(against) if against else None
    if other is not None and other.is_file():
        result = api.diff_definition(read_text(file), name=str(file), against_text=read_text(other))
    else:
        result = api.diff_definition(read_text(file), name=str(file), against_key=against or "")
    rebound = [] if result.rebound is None else [f"{result.program_key}: an import {result.rebound}"]
    concerns = f"{result.program_key}: concerns {result.concerns}"
    changes = "\n".join((*rebound, concerns, *(f"- {change}" for change in result.changes), "", result.raw))
    report(command, result, changes if result.changes else f"{result.program_key}: nothing changes", as_json=as_json)


def export_program(command: BaseCommand, *, key: str, number: int | None, **options: Any) -> None:
    command.stdout.write(api.export_program(key, version=number), ending="")


def schema(command: BaseCommand, **options: Any) -> None:
    command.stdout.write(json.dumps(api.definition_schema(), indent=2, ensure_ascii=False))
