"""``manage.py micromasters <verb>``: the operator's one command."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from micromasters_plugin.exceptions import MicromastersError
from micromasters_plugin.management.verbs import FAMILIES


class Command(BaseCommand):
    """Finds the verb; what it does is in ``management/verbs``, and the work in ``micromasters_plugin.api``."""

    help = "Programs, progress and admission candidates. `micromasters VERB --help` explains a verb."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for family in FAMILIES:
            family.add(verbs)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["handler"](self, **options)
        except MicromastersError as error:
            raise CommandError(str(error)) from error
