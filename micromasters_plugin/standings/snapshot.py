"""Prepare the parts of an evaluation that are hashed: the inputs as plain JSON, and the digest of the outcome."""

from __future__ import annotations

import dataclasses

from micromasters_plugin.data import RequirementState
from micromasters_plugin.database.codec import SPARSE, Json
from micromasters_plugin.domain.canonical import digest
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.standings.inputs import Inputs


def inputs_to_json(inputs: Inputs) -> Json:
    """Return an evaluation's inputs as plain JSON. The reasons of overrides are left out.

    No rule reads the reason of an override, and a reason may name people. Another table stores the reasons, so an
    erasure can erase a reason.
    """
    row: Json = SPARSE.encode(_without_reasons(inputs))
    return row


def _without_reasons(inputs: Inputs) -> Inputs:
    if not inputs.overrides and not inputs.nested:
        return inputs
    return dataclasses.replace(
        inputs,
        overrides=tuple(dataclasses.replace(each, reason="") for each in inputs.overrides),
        nested=tuple((*named, _without_reasons(given)) for *named, given in inputs.nested),  # type: ignore[misc]
    )


def outcome_of(standing: ProgramVerdict, version_id: int) -> str:
    """Return a digest of version, outcome, counting attempts and waivers.

    If the digest changes, the change is a decision. If the learner reaches the admission bar, the digest also covers
    the values that rank candidates.
    """
    counting = [(v.key, v.state, v.course_run, str(v.ratio)) for v in standing.courses() if v.earned]
    waived = [v.key for v in standing.groups() if v.state is RequirementState.WAIVED]
    ranked_by = [SPARSE.encode(standing.capstone), standing.graded_runs, SPARSE.encode(standing.completed_on)]
    admission = ranked_by if standing.meets_admission_bar else []
    return digest([version_id, standing.state, admission, counting, waived])
