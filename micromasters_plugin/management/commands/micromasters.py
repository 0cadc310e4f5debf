"""Define the command ``manage.py micromasters``, which has a subcommand ("verb") for each task of an operator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from micromasters_plugin import api
from micromasters_plugin.exceptions import MicromastersError, UnknownProgramError
from micromasters_plugin.management.verbs import FAMILIES, streams
from micromasters_plugin.management.verbs.reporting import refusal


class Command(BaseCommand):
    """The command that finds and runs a verb.

    The verbs are in ``management/verbs``, and call ``micromasters_plugin.api``.
    """

    help = "Programs, progress and admission candidates. `micromasters VERB --help` explains a verb."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        for family in FAMILIES:
            family.add(verbs)

    def run_from_argv(self, argv: list[str]) -> None:
        with streams.set_up_streams(self.stdout, self.stderr):
            super().run_from_argv(argv)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["handler"](self, **options)
        except UnknownProgramError as error:
            raise refusal(error, f"{error}\n{_programs_in_use()}") from error
        except MicromastersError as error:
            raise refusal(error) from error
        except DatabaseError as error:
            raise CommandError(
                f"the database refused the command: {error}\n`micromasters doctor` may show the cause"
            ) from error


def _programs_in_use() -> str:
    keys = sorted(program.key for program in api.list_programs())
    return f"programs in use: {', '.join(keys) or 'none'}"
