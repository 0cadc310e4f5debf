"""Define the verb ``reconcile``, which compares everyone or recent changes, with or without a dry run."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.data import ExpectedDecision, ProgramFailure, ReconcileProgress
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.instants import instant
from micromasters_plugin.management.verbs.progress_bar import ProgressBar
from micromasters_plugin.management.verbs.reporting import add_json, describe_sweep, fail_for, report

EXAMPLES = """\
examples:
  micromasters reconcile                 compares everyone, for every night; finds even deleted grades
  micromasters reconcile --program scm   compares everyone in one program, after an import
  micromasters reconcile --since         compares recent changes, for every five minutes
  micromasters reconcile --dry-run     reports the decisions and writes nothing

An interrupted reconciliation resumes within a day if the definitions are the same, and prints a line about that.
The learners that were compared before the interruption come last.
"""

#: The option has this value if ``--since`` is absent. ``--since`` without a date gives None.
EVERYONE: Literal[False] = False


def add(verbs: Verbs) -> None:
    verb = declare(verbs, "reconcile", reconcile, "Compare learners with the platform's tables.", examples=EXAMPLES)
    verb.add_argument("--program", default="", metavar="KEY", help="key of one program; by default all programs")
    verb.add_argument(
        "--since",
        nargs="?",
        type=instant,
        default=EVERYONE,
        metavar="WHEN",
        help="compare only changes since WHEN, such as 2026-11-24T08:00 (UTC); by default since the last run",
    )
    verb.add_argument("--dry-run", action="store_true", help="report the decisions, but write nothing")
    add_json(verb)


def reconcile(
    command: BaseCommand,
    *,
    program: str,
    since: datetime | Literal[False] | None,
    dry_run: bool,
    as_json: bool,
    **options: Any,
) -> None:
    if dry_run:
        _foresee(command, program, since, as_json=as_json)
    elif since is EVERYONE:
        with ProgressBar(command) as bar:
            result = api.reconcile(program_key=program, watch=_keep_quiet if as_json else bar.show)
        report(command, result, describe_sweep(result), as_json=as_json)
        fail_for(result.failures)
    else:
        changes = api.reconcile_changes(since=since, program_key=program)
        text = f"changes since {changes.since:%Y-%m-%dT%H:%M:%S%z}: compared {changes.compared}, due {changes.due}"
        report(command, changes, text, as_json=as_json)
        fail_for(changes.failures)


def _keep_quiet(progress: ReconcileProgress) -> None:
    """Print nothing, because standard output is only for the JSON object."""


def _foresee(command: BaseCommand, program: str, since: datetime | Literal[False] | None, *, as_json: bool) -> None:
    if since is EVERYONE:
        batches = api.preview_reconcile(program_key=program)
    else:
        batches = api.preview_changes(since=since, program_key=program)
    if as_json:
        reports = list(batches)
        report(command, {"batches": reports}, "", as_json=True)
        fail_for([ProgramFailure(batch.program_key, batch.error) for batch in reports if batch.error])
        return
    compared = decisions = failures = unknown = 0
    unread = []
    for batch in batches:
        if batch.error:
            unread.append(ProgramFailure(batch.program_key, batch.error))
        compared += batch.compared
        for decision in batch.decisions:
            decisions, failures = decisions + (not decision.error), failures + bool(decision.error)
            command.stdout.write(f"{batch.program_key}: {_line(decision)}")
        unknown += len(batch.unknown)
        for learner in batch.unknown:
            command.stdout.write(
                f"{batch.program_key}: learner {learner} does not exist on the platform, and the learner's parked "
                "work will be deleted"
            )
    counts = f"compared {compared}, expected decisions {decisions}, failed evaluations {failures}"
    counts += f", unknown learners {unknown}" if unknown else ""
    command.stdout.write(f"dry run: {counts}; nothing written")
    fail_for(unread)


def _line(decision: ExpectedDecision) -> str:
    learner = f"learner {decision.learner_id}"
    if decision.error:
        return f"{learner} cannot be evaluated: {decision.error}"
    counts = f"{decision.earned_before} → {decision.earned_after} of {decision.total_requirements} requirements"
    if decision.was_earned is decision.is_earned:
        return f"{learner}: {counts}"
    return f"{learner}: {counts}, credential {'earned' if decision.is_earned else 'no longer earned'}"
