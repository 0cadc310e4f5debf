"""Define the verbs about one learner in one program."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from micromasters_plugin import api
from micromasters_plugin.data import Plan, PlanStep, StepKind
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.naming import program_uuid_of, user_id_of
from micromasters_plugin.management.verbs.reporting import add_json, report

KINDS = {
    StepKind.FIXED: "fixed",
    StepKind.UNDER_WAY: "under way",
    StepKind.TO_TAKE: "to take",
    StepKind.NOT_NEEDED: "not needed",
}

PLAN_EXAMPLES = """\
examples:
  micromasters plan amina scm
  micromasters plan amina scm --composite 0.85
"""

EXPLAIN_EXAMPLES = """\
examples:
  micromasters explain amina scm
  micromasters explain amina scm --for-learner   omits embargoed results and the names of staff

The command evaluates the learner again and writes nothing.
"""


def add(verbs: Verbs) -> None:
    text = "Say what a learner still needs for a credential or a composite."
    plan = declare(verbs, "plan", plan_learner, text, examples=PLAN_EXAMPLES)
    plan.add_argument("user", metavar="USER", help="username")
    plan.add_argument("program", metavar="PROGRAM", help="key or uuid")
    plan.add_argument("--composite", metavar="RATIO", help="a composite that the learner wants to reach, such as 0.85")
    add_json(plan)
    text = "Explain a learner's result with each requirement and each attempt."
    explain = declare(verbs, "explain", explain_learner, text, examples=EXPLAIN_EXAMPLES)
    explain.add_argument("user", metavar="USER", help="username")
    explain.add_argument("program", metavar="PROGRAM", help="key or uuid")
    form = explain.add_mutually_exclusive_group()
    form.add_argument("--for-learner", action="store_true", help="omit what the learner may not see")
    add_json(form)


def plan_learner(
    command: BaseCommand, *, user: str, program: str, composite: str | None, as_json: bool, **options: Any
) -> None:
    try:
        target = None if composite is None else Decimal(composite)
        plan = api.plan_for(program_uuid_of(program), user_id=user_id_of(user), composite=target)
    except (InvalidOperation, ValueError):
        raise CommandError(f"--composite takes a number from 0 to 1 with at most 4 places, not {composite!r}") from None
    report(command, plan, "\n".join((_headline(plan), *map(_line, plan.steps))), as_json=as_json)


def explain_learner(
    command: BaseCommand, *, user: str, program: str, for_learner: bool, as_json: bool, **options: Any
) -> None:
    uuid, user_id, actor = program_uuid_of(program), user_id_of(user), OPERATOR
    if as_json:
        report(command, api.explain(uuid, user_id=user_id, actor=actor), "", as_json=True)
    else:
        command.stdout.write(api.explain_in_words(uuid, user_id=user_id, actor=actor, for_learner=for_learner))


def _headline(plan: Plan) -> str:
    target = "the credential" if plan.composite_target is None else f"a composite of {plan.composite_target}"
    if plan.is_reached:
        return f"{target} is reached"
    if not plan.is_worked_out:
        steps = plan.reasons[0].value("steps")
        return (
            f"{target} is not worked out, because the search takes more than {steps} steps; {target} may still be "
            "possible"
        )
    if not plan.is_possible:
        return f"{target} cannot be reached: {', '.join(reason.code for reason in plan.reasons)}"
    return f"{target} is possible; with these grades the composite is {plan.composite}"


def _line(step: PlanStep) -> str:
    parts = [f"{step.key}: {KINDS[step.kind]}"]
    if step.ratio is not None:
        parts.append(f"has {step.ratio}")
    if step.least_ratio is not None:
        parts.append(f"needs {step.least_ratio}")
    if step.course_run:
        parts.append(step.course_run)
    if step.deadline is not None:
        parts.append(f"until {step.deadline:%Y-%m-%d}")
    return ", ".join(parts)
