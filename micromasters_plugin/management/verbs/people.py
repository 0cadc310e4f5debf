"""Verbs about what is kept of one person."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.naming import user_id_of

EXAMPLES = """\
examples:
  micromasters export-person amina > amina.json   personal data: for her, and nobody else
"""


def add(verbs: Verbs) -> None:
    text = "Print all that is kept of one person, as JSON."
    export = declare(verbs, "export-person", export_person, text, examples=EXAMPLES)
    export.add_argument("username", metavar="USERNAME", help="of the person, as it is now")


def export_person(command: BaseCommand, *, username: str, **options: Any) -> None:
    user_id = user_id_of(username)
    data = {"username": username, "user_id": user_id, **api.export_person(user_id)}
    command.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
