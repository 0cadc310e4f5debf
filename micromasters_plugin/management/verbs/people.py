"""Define the verbs that export one person's data, or erase the data without a retirement on the platform."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.naming import user_id_of
from micromasters_plugin.management.verbs.rehearsing import add_dry_run, kept_unless, would
from micromasters_plugin.management.verbs.reporting import add_json, report

ERASE_EXAMPLES = """\
examples:
  micromasters erase-person 4711 --dry-run   takes a number, because people who left have no username
  micromasters erase-person 4711             the platform's retirement does the same automatically

Retire or delete the account first. Otherwise a full reconcile evaluates the person again and stores new rows.
"""

EXAMPLES = """\
examples:
  micromasters export-person amina > amina.json   personal data, only for this person
"""


def add(verbs: Verbs) -> None:
    text = "Print all stored data about one person, as JSON."
    export = declare(verbs, "export-person", export_person, text, examples=EXAMPLES)
    export.add_argument("username", metavar="USERNAME", help="present username of the person")
    text = "Erase all stored data about one person, as the platform's retirement does."
    erase = declare(verbs, "erase-person", erase_person, text, examples=ERASE_EXAMPLES)
    erase.add_argument("user_id", metavar="ID", type=_number, help="the person's number on the platform")
    add_dry_run(erase)
    add_json(erase)


def export_person(command: BaseCommand, *, username: str, **options: Any) -> None:
    user_id = user_id_of(username)
    data = {"username": username, "user_id": user_id, **api.export_person(user_id, actor=OPERATOR)}
    command.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))


def erase_person(command: BaseCommand, *, user_id: int, dry_run: bool, as_json: bool, **options: Any) -> None:
    with kept_unless(dry_run):
        done = api.erase_person(user_id, actor=OPERATOR)
    lines = [f"{place.table} {place.row_id}, {place.column}: {', '.join(place.words)}" for place in done.mentions]
    if lines:
        lines.insert(0, "Check these texts, which may still name the person:")
    said = f"erased {done.rows} rows, and removed names from {done.redacted} texts about others"
    if not done.rows and not done.redacted:
        said = f"there is no data about user {user_id}: the data was erased before, or there never was any"
    report(command, done, "\n".join((*lines, would(dry_run, said))), as_json=as_json)


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(
            f"the argument must be a person's number, not {text!r}; `export-person` shows the number of a username"
        ) from None
