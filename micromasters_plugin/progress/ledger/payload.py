"""What a decision's ledger entry says: the rules' version, the inputs, and what came of them."""

from __future__ import annotations

from micromasters_plugin.domain.standing import Standing
from micromasters_plugin.programs.registry import Version
from micromasters_plugin.progress.snapshot import Json, plain


def decision_payload(version: Version, inputs: Json, standing: Standing) -> dict[str, object]:
    """Return the payload of a decision on plain ``inputs``, from which ``recomputing`` makes it again."""
    return {
        "version": version.number,
        "definition": version.id,
        "inputs": inputs,
        "earned": standing.earned,
        "state": standing.state.value,
        "composite": plain(standing.composite),
        "requirements": [
            {"key": v.key, "earned": v.earned, "run": v.course_run, "reasons": [reason.code for reason in v.reasons]}
            for v in standing.courses()
        ],
    }
