"""``manage.py micromasters <verb>``: the operator's one command."""

from __future__ import annotations

import argparse
import csv
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from micromasters_plugin import api
from micromasters_plugin.exceptions import DefinitionError, MicromastersError


class Command(BaseCommand):
    """Parses verbs and prints results; the work is in ``micromasters_plugin.api``."""

    help = "Programs, progress and admission candidates. `micromasters VERB --help` explains a verb."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
        self._verb(verbs, "import-program", self.import_program, "Import a program's definition file.").add_argument(
            "file", metavar="FILE", type=Path, help="YAML; refused whole with line and field where it is wrong"
        )
        pending = self._verb(
            verbs, "run-pending", self.run_pending, "Evaluate who is due; run it from cron every minute."
        )
        pending.add_argument("--max-seconds", type=float, metavar="S", help="stop between batches after S seconds")
        self._verb(
            verbs, "reconcile", self.reconcile, "Evaluate everyone from the truth: finds deleted grades, back-fills."
        ).add_argument("--program", default="", metavar="KEY", help="one program; by default all")
        for verb, handler, text in (
            ("export-standings", self.export_standings, "Write learners' standings as CSV to standard output."),
            ("export-candidates", self.export_candidates, "Write the ranked candidates as CSV to standard output."),
        ):
            self._verb(verbs, verb, handler, text).add_argument("--program", required=True, metavar="KEY")

        credential = self._verb(
            verbs, "credential", self.change_credential, "Suspend, reinstate, revoke, reissue or keep a credential."
        )
        credential.add_argument("action", choices=["suspend", "reinstate", "revoke", "reissue", "keep"])
        credential.add_argument("uuid", metavar="UUID")
        credential.add_argument("--actor", required=True, metavar="USERNAME", help="who decided")
        credential.add_argument("--reason", required=True, help="why, for staff; never shown in public")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            options["handler"](**options)
        except DefinitionError as error:
            raise CommandError(f"{options['file']} was refused, nothing was imported:\n{error}") from error
        except MicromastersError as error:
            raise CommandError(str(error)) from error

    def import_program(self, *, file: Path, **options: Any) -> None:
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be read: {error}") from error
        result = api.import_program(text, name=str(file))
        if result.created_version is None:
            self.stdout.write(f"{result.program_key}: nothing changed")
            return
        self.stdout.write(f"{result.program_key}: version {result.created_version} imported")
        self.stdout.write(f"To evaluate those enrolled already: micromasters reconcile --program {result.program_key}")

    def change_credential(self, *, action: str, uuid: str, actor: str, reason: str, **options: Any) -> None:
        person = get_user_model().objects.filter(username=actor).first()
        if person is None:
            raise CommandError(f"there is no user {actor!r}")
        record = api.change_credential(uuid, action, actor_id=person.pk, reason=reason)
        self.stdout.write(f"{record.uuid} is {record.state}")

    def run_pending(self, *, max_seconds: float | None, **options: Any) -> None:
        self._report(api.run_pending(max_seconds=max_seconds))

    def reconcile(self, *, program: str, **options: Any) -> None:
        self._report(api.reconcile(program_key=program))

    def export_standings(self, *, program: str, **options: Any) -> None:
        rows = api.standings(program)
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["learner_id", "earned", "composite", "earned_requirements", "total_requirements"])
        for row in rows:
            composite = "" if row.composite is None else f"{row.composite:.4f}"
            earned = str(row.earned).lower()
            writer.writerow([row.learner_id, earned, composite, row.earned_requirements, row.total_requirements])

    def export_candidates(self, *, program: str, **options: Any) -> None:
        writer = csv.writer(self.stdout, lineterminator="\n")
        writer.writerow(["learner_id", "score", "rank"])
        for candidate in api.candidates(program):
            writer.writerow([candidate.user_id, f"{candidate.score:.4f}", candidate.rank])

    def _report(self, result: Any) -> None:
        self.stdout.write(
            f"hints {result.hints}, evaluated {result.evaluations}, decisions {result.decisions}, "
            f"parked {result.parked}, orders carried out {result.orders}"
        )

    @staticmethod
    def _verb(verbs: Any, name: str, handler: Any, text: str) -> argparse.ArgumentParser:
        parser = verbs.add_parser(name, help=text, description=text)
        parser.set_defaults(handler=handler)
        return parser
