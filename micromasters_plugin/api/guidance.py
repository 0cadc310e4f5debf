"""What a learner would need, and why a learner has what they have."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from micromasters_plugin import planning
from micromasters_plugin.data import Plan


def plan_for(program_uuid: str, *, user_id: int, composite: Decimal | None = None, now: datetime | None = None) -> Plan:
    """Return the easiest way to a target, from a fresh evaluation; writes nothing.

    Args:
        program_uuid: the program.
        user_id: the learner.
        composite: the composite to reach together with the credential, 0–1 with at most 4 places; by default the
            credential alone.
        now: the instant to plan from; by default the present.

    Raises:
        UnknownProgramError: no program has that uuid.
        UnknownUserError: the platform has no such person.
        ValueError: ``composite`` is not a ratio with at most 4 places.
    """
    if composite is not None and not (0 <= composite <= 1 and composite == round(composite, 4)):
        raise ValueError(f"a composite is 0-1 with at most 4 places, not {composite}")
    return planning.plan_for(program_uuid, user_id, composite=composite, now=now or timezone.now())
