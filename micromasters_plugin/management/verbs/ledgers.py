"""Define the verb ``ledger``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.files import unreadable
from micromasters_plugin.management.verbs.reporting import add_json, fail, report

EXAMPLES = """\
examples:
  micromasters ledger head --program scm --out heads/scm-2026-11.json   keep this file outside the site
  micromasters ledger export --program scm --out scm.ledger
  micromasters ledger verify scm.ledger --head heads/scm-2026-11.json   needs no database
  micromasters ledger recompute --program scm

exit status: 0 success, 1 problems or refusal, 2 wrong command line
"""

#: ``verify`` prints this text for an export without people, because the export lacks each entry's rules and learner.
WITHOUT_PEOPLE = (
    "the export has no people, so two things were not checked: whether each missing person was erased, and "
    "whether a definition was overwritten before the export; an export with --people allows both checks"
)

#: ``verify`` prints this text for a file with only one line.
ONLY_A_HEAD = "the file has a head but no entry; if `ledger head` wrote the file, use the file as --head for an export"


def add(verbs: Verbs) -> None:
    ledger = declare(verbs, "ledger", None, "Export, check and recompute the ledger of decisions.", examples=EXAMPLES)
    actions = ledger.add_subparsers(dest="action", required=True, metavar="ACTION")
    head = declare(actions, "head", write_head, "Write the ledger's signed head. Keep the head outside the site.")
    export = declare(actions, "export", export_ledger, "Write the ledger with its signed head. Each entry is one line.")
    export.add_argument(
        "--people", action="store_true", help="include learners' ids, inputs and salts, which are personal data"
    )
    verify = declare(actions, "verify", verify_ledger, "Check an exported ledger. The check needs no database.")
    verify.add_argument("file", metavar="FILE", type=Path, help="an export, with or without people")
    verify.add_argument("--head", type=Path, metavar="FILE", help="an earlier head or an earlier export")
    again = declare(
        actions, "recompute", recompute_ledger, "Repeat the decisions from the stored inputs, and compare the results."
    )
    for parser in (head, export, again):
        parser.add_argument("--program", required=True, metavar="KEY", help="key of the program")
    for parser in (head, export):
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="the file for the output; by default standard output"
        )
    for parser in (verify, again):
        add_json(parser)


def write_head(command: BaseCommand, *, program: str, out: Path | None, **options: Any) -> None:
    _write(command, [api.ledger_head(program)], out)


def export_ledger(command: BaseCommand, *, program: str, people: bool, out: Path | None, **options: Any) -> None:
    _write(command, api.export_ledger(program, people=people), out)


def verify_ledger(command: BaseCommand, *, file: Path, head: Path | None, as_json: bool, **options: Any) -> None:
    held = _first_line(head) if head else ""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            found = api.verify_ledger(lines, held_head=held)
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(file, error) from error
    people = "" if found.has_people else ", people left out"
    text = (
        f"{found.entries} entries{people}, {found.erased} erased, {found.redacted} redacted,"
        f" {len(found.problems)} problems"
    )
    report_lines = (*found.problems, text, *(() if found.has_people else (WITHOUT_PEOPLE,)))
    if found.problems and not found.entries:
        report_lines = (*report_lines, ONLY_A_HEAD)
    report(command, found, "\n".join(report_lines), as_json=as_json)
    if found.problems:
        fail(f"{file} failed the verification")


def recompute_ledger(command: BaseCommand, *, program: str, as_json: bool, **options: Any) -> None:
    result = api.recompute_ledger(program)
    others = "".join(
        f", {count} by {whose}"
        for count, whose in ((result.older, "an older evaluator"), (result.newer, "a newer release"))
        if count
    )
    text = f"{result.recomputed} recomputed, {result.erased} erased{others}, {len(result.differences)} differences"
    report(command, result, "\n".join((*result.differences, text)), as_json=as_json)
    if result.differences:
        fail(f"repeated decisions of {program} differ from the decisions in its ledger")


def _first_line(file: Path) -> str:
    try:
        with file.open(encoding="utf-8-sig") as lines:
            return next(lines, "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise unreadable(file, error) from error


def _write(command: BaseCommand, lines: Iterable[str], out: Path | None) -> None:
    lines = iter(lines)
    first = next(lines)  # this raises errors before any file is written
    if out is None:
        stream = command.stdout
        stream.write(first, ending="")
        for line in lines:
            stream.write(line, ending="")
        return
    try:
        with out.open("w", encoding="utf-8") as file:
            file.write(first)
            file.writelines(lines)
    except OSError as error:
        raise CommandError(f"{out} cannot be written: {error.strerror}") from error
