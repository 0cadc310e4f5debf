"""Define the verbs that write standings and candidates as CSV."""

from __future__ import annotations

import csv
from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.reporting import add_json, report


def add(verbs: Verbs) -> None:
    for verb, handler, text in (
        ("export-standings", export_standings, "Write learners' standings to standard output, as CSV."),
        ("export-candidates", export_candidates, "Write the ranked candidates to standard output, as CSV."),
    ):
        examples = f"examples:\n  micromasters {verb} --program scm > scm.csv\n"
        parser = declare(verbs, verb, handler, text, examples=examples)
        parser.add_argument("--program", required=True, metavar="KEY", help="key of the program")
        add_json(parser)


def export_standings(command: BaseCommand, *, program: str, as_json: bool, **options: Any) -> None:
    rows = api.standings(program)
    if as_json:
        report(command, {"standings": list(rows)}, "", as_json=True)
        return
    writer = csv.writer(command.stdout, lineterminator="\n")
    writer.writerow(["learner_id", "earned", "composite", "earned_requirements", "total_requirements"])
    for row in rows:
        composite = "" if row.composite is None else f"{row.composite:.4f}"
        earned = str(row.earned).lower()
        writer.writerow([row.learner_id, earned, composite, row.earned_requirements, row.total_requirements])


def export_candidates(command: BaseCommand, *, program: str, as_json: bool, **options: Any) -> None:
    rows = api.candidates(program)
    if as_json:
        report(command, {"candidates": rows}, "", as_json=True)
        return
    writer = csv.writer(command.stdout, lineterminator="\n")
    writer.writerow(["learner_id", "score", "rank"])
    for candidate in rows:
        writer.writerow(
            [candidate.user_id, "" if candidate.score is None else f"{candidate.score:.4f}", candidate.rank]
        )
