"""Find programs, import their definitions, and retire or restore them."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data import (
    Actor,
    CredentialState,
    ImportResult,
    ProgramAction,
    ProgramStanding,
    ProgramSummary,
)
from micromasters_plugin.domain.definition import matches_run
from micromasters_plugin.exceptions import UnknownProgramError
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline import rebinding, retiring
from micromasters_plugin.programs.registry import find_in_force, find_program, newest_versions
from micromasters_plugin.showing import progress
from micromasters_plugin.standings.awaited_results import awaited_results
from micromasters_plugin.standings.models import Standing


def list_programs(*, course_run: str = "") -> list[ProgramSummary]:
    """Return every program in use, sorted by title.

    If ``course_run`` is given, programs that name this run's course come first.
    """
    rules = [version.rules for version in newest_versions()]
    if course_run:
        rules.sort(key=lambda program: not any(matches_run(course, course_run) for course in program.courses()))
    return [progress.summarise(program) for program in rules]


def get_program(program_uuid: str) -> ProgramSummary:
    """Return a summary of the program from the version in force.

    Raises:
        UnknownProgramError: no program has the given uuid.
    """
    version, retired = find_in_force(program_uuid, timezone.now())
    return progress.summarise(version.rules, retired=retired)


def program_uuid_of(name: str) -> str:
    """Return the uuid of the program with the given key or uuid. The program may be in use or retired.

    Raises:
        UnknownProgramError: no program has the given key or uuid.
    """
    try:
        return str(find_program(key=name).uuid)
    except UnknownProgramError:
        return str(find_program(uuid=name).uuid)


def import_program(
    text: str,
    *,
    actor: Actor,
    name: str = "<definition>",
    rebind: int | None = None,
    now: datetime | None = None,
) -> ImportResult:
    """Import the text of a definition file. Write a new version if anything changed.

    A new version may re-bind learners: another version binds the learner, or the learner's outcome changes, now or when
    a version takes effect. The caller must then agree to the number of these learners. A first version and an unchanged
    file re-bind nobody.

    Args:
        text: the content of the file.
        actor: the person who imports the file.
        name: the file's name, which problems of the whole file show.
        rebind: the agreed number of re-bound learners. ``diff_definition`` returns the present number.
        now: the time of the import. By default, ``now`` is the present.

    Raises:
        NotAllowedError: the actor may not import.
        DefinitionError: the text is invalid. ``problems`` names the line, the column and the field of each problem.
            Nothing was written.
        RetiredProgramError: the program was retired. Nothing was written.
        RebindError: the import re-binds another number of learners than ``rebind``. Nothing was written.
    """
    return rebinding.import_definition(text, name=name, actor=actor, rebind=rebind, now=now or timezone.now())


def change_program(
    program_uuid: str, action: str, *, actor: Actor, reason: str, now: datetime | None = None
) -> ProgramStanding:
    """Retire or restore a program. Return counts of the program's data. The data stays.

    The plugin evaluates nobody in a retired program. After you restore a program, run ``reconcile`` to catch up.

    Args:
        program_uuid: the program's uuid.
        action: the action is ``retire`` or ``restore``.
        actor: the person who decided.
        reason: a text for staff.
        now: the time of the change. By default, ``now`` is the present.

    Raises:
        UnknownProgramError: no program has the given uuid.
        NotAllowedError: the actor may not change the program.
        RetiredProgramError: the action was to retire a retired program, or to restore a program in use.
        MissingReasonError: the reason is empty.
        ValueError: no action has the given name.
    """
    program = retiring.change_program(
        find_program(uuid=program_uuid).id,
        ProgramAction(action),
        actor=actor,
        reason=reason,
        now=now or timezone.now(),
    )
    awaited = list(awaited_results(program.id))
    return ProgramStanding(
        program_key=program.key,
        retired=program.retired,
        learners=Standing.objects.filter(program=program).count(),
        credentials=Credential.objects.filter(program=program, state=CredentialState.VALID.value).count(),
        orders=Order.objects.filter(program_id=program.id, done__isnull=True, parked__isnull=True).count(),
        under_review=sum(each.under_review for each in awaited),
        held_back=sum(each.held_back for each in awaited),
    )
