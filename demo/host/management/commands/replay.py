"""Replay a grade book file. The last line on standard output is one JSON object."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from host.definitions import program_uuid
from host.gradebook_file import GradebookFileError
from host.progress_bar import ProgressBar
from host.replay import as_json, replay


class Command(BaseCommand):
    """See ``host.replay``."""

    help = "Feed a grade book (.csv or .csv.gz) through the grade book, its events, and the package's sweep."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--program", required=True, metavar="KEY", help="imported from demo/ where it is absent")

    def handle(self, *args: Any, file: Path, program: str, **options: Any) -> None:
        # Send no task for a single event, because the sweep between the days evaluates all due learners. Send no
        # e-mail, because the people of the file have no address.
        with override_settings(MICROMASTERS_TASK_DELAY_SECONDS=-1, MICROMASTERS_CREDENTIAL_EMAIL=False):
            try:
                program_uuid(program)
                report = replay(file, program, bar=ProgressBar("Replaying"), note=self.stderr.write)
            except (LookupError, GradebookFileError) as error:
                raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(as_json(report)))
