"""Record the loss that staff judged. Only a further loss then needs another decision by staff or a policy.

A judgement is plain JSON. A judgement has attempts, overrides, the version of the evaluation, the time, and the number
of earlier losses of the program. The package ``credentials`` decides who judges. The package ``credentials`` also acts
on a further loss.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from micromasters_plugin.database.codec import SPARSE, Json
from micromasters_plugin.domain.drops import has_new_loss
from micromasters_plugin.domain.overrides import in_force
from micromasters_plugin.programs.registry import family_of
from micromasters_plugin.standings.inputs import Inputs, recompute_standing
from micromasters_plugin.standings.snapshot import inputs_to_json
from micromasters_plugin.standings.stored_standings import StoredStanding


def judgement_of(stored: StoredStanding) -> Json | None:
    """Return the judgement of a locked standing, or None if the program is earned."""
    if stored.standing.earned:
        return None
    return {
        "version": stored.version.number,
        "evaluated": stored.evaluated.isoformat(),
        "drops": stored.drops,
        "inputs": inputs_to_json(SPARSE.decode(Inputs, stored.inputs)),
    }


def has_lost_more(judgement: Json | None, stored: StoredStanding) -> bool:
    """Tell whether a learner who lost the program has lost more than staff judged.

    If there is no judgement, return True. The standing must be locked. A new drop after a recovery is a further loss.
    If attempts and overrides have not changed, no version has a further loss. If attempts or overrides have changed,
    both standings are evaluated under the version that binds the learner now.

    Raises:
        UnreadableDefinitionError: a version of the program or of a nested program cannot be read.
    """
    if judgement is None or stored.drops > judgement["drops"]:
        return True
    at = datetime.fromisoformat(judgement["evaluated"])
    judged_inputs, current_inputs = SPARSE.decode(Inputs, judgement["inputs"]), SPARSE.decode(Inputs, stored.inputs)
    is_same_version = judgement["version"] == stored.version.number
    if _facts(judged_inputs, at, with_bars=is_same_version) == _facts(
        current_inputs, stored.evaluated, with_bars=is_same_version
    ):
        return False
    family = family_of(stored.version.program_id).all_versions()
    versions = {(version.rules.uuid, version.number): version for version in family}
    before = recompute_standing(stored.version, _with_current_versions(current_inputs, judged_inputs), versions, now=at)
    return has_new_loss(
        stored.version.rules,
        before,
        stored.standing,
        overrides_before=in_force(judged_inputs.overrides, at),
        overrides_after=in_force(current_inputs.overrides, stored.evaluated),
    )


def _facts(inputs: Inputs, now: datetime, *, with_bars: bool) -> tuple[object, ...]:
    """Return the facts that do not depend on a version.

    The function leaves out the binding versions of nested programs. If ``with_bars`` is False, the function also leaves
    out the dates of reached bars and all days, because versions may have different bars
    and time zones.
    """
    attempts = sorted(inputs.attempts, key=lambda attempt: attempt.course_run)
    if not with_bars:
        attempts = [
            replace(attempt, bar_reached=None, bar_reached_seen=False, start_day=None, end_day=None, reached_day=None)
            for attempt in attempts
        ]
    nested = {uuid: _facts(inner, now, with_bars=with_bars) for uuid, *_, inner in inputs.nested}
    return attempts, in_force(inputs.overrides, now), nested


def _with_current_versions(current_inputs: Inputs, judged_inputs: Inputs) -> Inputs:
    """Return the judged inputs. Each nested program gets the version that binds the learner now."""
    nested: list[Any] = []
    now = {entry[0]: entry for entry in current_inputs.nested}
    for entry in judged_inputs.nested:
        uuid, *binding, inner = now.get(entry[0], entry)
        nested.append((uuid, *binding, _with_current_versions(inner, entry[-1])))
    return replace(judged_inputs, nested=tuple(nested))
