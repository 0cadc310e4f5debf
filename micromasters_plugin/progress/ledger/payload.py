"""What a decision's ledger entry says: the rules' version, the inputs, and what came of them."""

from __future__ import annotations

from micromasters_plugin.domain.standing import Standing
from micromasters_plugin.programs.registry import Version
from micromasters_plugin.progress.inputs import Inputs
from micromasters_plugin.progress.snapshot import plain


def decision_payload(version: Version, inputs: Inputs, standing: Standing) -> dict[str, object]:
    """Return the payload of a decision; ``recomputing`` gets the same from its ``inputs`` and ``definition``."""
    return {
        "version": version.number,
        "definition": version.id,
        "inputs": plain(inputs),
        "earned": standing.earned,
        "state": standing.state.value,
        "composite": plain(standing.composite),
        "requirements": [
            {"key": v.key, "earned": v.earned, "run": v.course_run, "reasons": [reason.code for reason in v.reasons]}
            for v in standing.courses()
        ],
    }
