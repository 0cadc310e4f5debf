"""The package's Python API: what the block, pages, commands and other apps may call.

Returns frozen data of ``micromasters_plugin.data``, never a model. Program uuids are text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from micromasters_plugin import overview, pipeline
from micromasters_plugin.admissions.shortlist import ranked_candidates
from micromasters_plugin.credentials import changing
from micromasters_plugin.credentials.changing import CredentialAction
from micromasters_plugin.credentials.records import find_record
from micromasters_plugin.data import (
    CandidateRecord,
    CredentialRecord,
    ImportResult,
    LearnerProgress,
    ProgramSummary,
    StandingRow,
    SweepResult,
)
from micromasters_plugin.domain.definition import matches_run
from micromasters_plugin.programs.importing import import_definition
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import find_program, newest_versions, version_in_force_of
from micromasters_plugin.progress.export import standing_rows

__all__ = [
    "candidates",
    "change_credential",
    "get_credential",
    "get_outline",
    "get_program",
    "get_progress",
    "import_program",
    "list_programs",
    "reconcile",
    "run_pending",
    "standings",
]


def list_programs(*, course_run: str = "") -> list[ProgramSummary]:
    """Return every program by title; with ``course_run``, those that name this run's course come first."""
    rules = [version.rules for version in newest_versions()]
    if course_run:
        rules.sort(key=lambda program: not any(matches_run(course, course_run) for course in program.courses()))
    return [overview.summarise(program) for program in rules]


def get_program(program_uuid: str) -> ProgramSummary:
    """Return the program as its version in force describes it.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return overview.summarise(version_in_force_of(find_program(uuid=program_uuid).id, timezone.now()).rules)


def get_progress(
    program_uuid: str, *, user_id: int, course_run: str = "", now: datetime | None = None
) -> LearnerProgress:
    """Return a learner's progress as last evaluated, in at most four queries; writes nothing.

    Args:
        program_uuid: the program.
        user_id: the learner; somebody who never enrolled has earned nothing.
        course_run: the run in which this is shown; its requirement is marked as this course.
        now: the instant to show it for; by default the present.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return overview.learner_progress(program_uuid, user_id, course_run=course_run, now=now or timezone.now())


def get_outline(program_uuid: str, *, course_run: str = "", now: datetime | None = None) -> LearnerProgress:
    """Return the program for nobody in particular: nothing earned, no personal data. Three queries.

    Raises:
        UnknownProgramError: no program has that uuid.
    """
    return overview.program_outline(program_uuid, course_run=course_run, now=now or timezone.now())


def get_credential(credential_uuid: str) -> CredentialRecord:
    """Return a credential as the public may see it.

    Raises:
        UnknownCredentialError: there is none with that uuid.
    """
    return find_record(credential_uuid)


def change_credential(
    credential_uuid: str, action: str, *, actor_id: int, reason: str, now: datetime | None = None
) -> CredentialRecord:
    """Suspend, reinstate, revoke, reissue or keep a credential; returns the current one.

    Nothing later undoes it: who was revoked by a person is not issued another by a rule.

    Args:
        credential_uuid: the credential.
        action: ``suspend``, ``reinstate``, ``revoke``, ``reissue`` (a new one under the present name supersedes it)
            or ``keep`` (closes an open review).
        actor_id: the id of the person who decided; authorising them is the caller's.
        reason: in words, for staff; never shown in public.
        now: when; by default the present.

    Raises:
        UnknownCredentialError: there is none with that uuid.
        RefusedChangeError: its state does not allow the action, or the reason is empty.
        ValueError: there is no such action.
    """
    changed = changing.change_credential(
        credential_uuid, CredentialAction(action), actor_id=actor_id, reason=reason, now=now or timezone.now()
    )
    return find_record(str(changed.uuid))


def import_program(text: str, *, name: str = "<definition>") -> ImportResult:
    """Import a definition file's text; writes a new version where anything changed, else nothing.

    Raises:
        DefinitionError: the text is refused; its ``problems`` name line, column and field; nothing was written.
    """
    return import_definition(text, name=name)


def run_pending(*, now: datetime | None = None, max_seconds: float | None = None) -> SweepResult:
    """Evaluate everyone who is due and carry out what follows. Safe to call often, twice and in parallel."""
    return pipeline.run_round(now=now or timezone.now(), max_seconds=max_seconds)


def reconcile(*, program_key: str = "", now: datetime | None = None) -> SweepResult:
    """Evaluate every learner of one program, or of all, from the truth. A second run changes nothing.

    Raises:
        UnknownProgramError: no program has that key.
    """
    chosen = [find_program(key=program_key)] if program_key else Program.objects.order_by("id")
    return pipeline.reconcile([program.id for program in chosen], now=now or timezone.now())


def standings(program_key: str) -> Iterator[StandingRow]:
    """Yield one row for each learner with an enrollment in any tracked run, by ascending learner id.

    Raises:
        UnknownProgramError: no program has that key.
    """
    return standing_rows(find_program(key=program_key).id)


def candidates(program_key: str) -> list[CandidateRecord]:
    """Return the candidates of the program's open cycle, by rank, then learner id.

    Raises:
        UnknownProgramError: no program has that key.
    """
    return ranked_candidates(find_program(key=program_key).id)
