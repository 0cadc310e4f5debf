"""All that the evaluation of one learner was given: stored with the standing and in the ledger, to decide again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from micromasters_plugin.data import Attempt, Override
from micromasters_plugin.domain.standing import evaluate
from micromasters_plugin.domain.verdicts import Standing
from micromasters_plugin.programs.registry import Version


@dataclass(frozen=True, slots=True)
class Inputs:
    """Attempts with the dates of the binding version's bars, decisions by hand, and the same of each nested program.

    ``nested`` holds (program's uuid, id of the version that binds the learner there, inputs).
    """

    attempts: tuple[Attempt, ...] = ()
    overrides: tuple[Override, ...] = ()
    nested: tuple[tuple[str, int, Inputs], ...] = ()


def decide_again(version: Version, inputs: Inputs, versions: Mapping[int, Version], *, now: datetime) -> Standing:
    """Return the standing that ``inputs`` give under ``version`` at ``now``.

    Args:
        versions: by id, those that ``inputs.nested`` names.
    """
    standings = {
        uuid: decide_again(versions[version_id], given, versions, now=now) for uuid, version_id, given in inputs.nested
    }
    return evaluate(version.rules, inputs.attempts, now=now, overrides=inputs.overrides, nested=standings)
