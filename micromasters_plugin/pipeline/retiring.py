"""Retire a program, so that the program's learners are no longer evaluated, or restore a retired program.

Retiring a program changes no standing, credential, candidate or ledger. The plugin still carries out existing orders of
the program.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from micromasters_plugin.data import Actor, ProgramAction
from micromasters_plugin.domain.texts import one_line
from micromasters_plugin.exceptions import MissingReasonError, RetiredProgramError
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs import roles
from micromasters_plugin.programs.models import Program, ProgramChange
from micromasters_plugin.programs.registry import require_in_use
from micromasters_plugin.programs.tracking import tracked_runs


@transaction.atomic
def change_program(program_id: int, action: ProgramAction, *, actor: Actor, reason: str, now: datetime) -> Program:
    """Retire or restore a program, and record the actor and the reason. Return the program.

    Other processes may append hints until the processes see the change, but the sweep deletes these hints. The
    retirement of a program also deletes the work rows of the program's parked learners.

    Raises:
        NotAllowedError: the actor may not change the program.
        RetiredProgramError: the program is already retired, or the program cannot be restored because the program is
            not retired.
        MissingReasonError: the reason is empty.
    """
    roles.require(roles.may_retire_programs, actor, program_id)
    program = Program.objects.select_for_update().get(id=program_id)
    reason = one_line(reason)
    if not reason:
        raise MissingReasonError(f"{action} needs a reason")
    if action is ProgramAction.RETIRE:
        require_in_use(program)
        Work.objects.filter(program=program, parked__isnull=False).delete()
    elif program.retired is None:
        raise RetiredProgramError(f"{program.key} was not retired")
    program.retired = now if action is ProgramAction.RETIRE else None
    program.save(update_fields=["retired"])
    ProgramChange.objects.create(program=program, action=action.value, actor_id=actor.user_id, reason=reason, time=now)
    transaction.on_commit(tracked_runs.forget)
    return program
