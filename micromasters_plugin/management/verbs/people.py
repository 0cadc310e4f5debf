"""Verbs about what is kept of one person."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare


def add(verbs: Verbs) -> None:
    export = declare(verbs, "export-person", export_person, "Print all that is kept of one person, as JSON.")
    export.add_argument("username", metavar="USERNAME", help="of the person, as it is now")


def export_person(command: BaseCommand, *, username: str, **options: Any) -> None:
    person = get_user_model().objects.filter(username=username).first()
    if person is None:
        raise CommandError(f"there is no user {username!r}")
    data = {"username": username, "user_id": person.pk, **api.export_person(person.pk)}
    command.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
