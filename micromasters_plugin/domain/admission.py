"""Decide whether a learner meets a program's admission bar."""

from __future__ import annotations

from decimal import Decimal

from micromasters_plugin.data import ProgramState
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.domain.verdicts import RequirementVerdict


def meets_bar(
    program: ProgramRules, root: RequirementVerdict, *, composite: Decimal | None, state: ProgramState
) -> bool:
    """Tell whether the learner meets the admission bar. A learner whose program is held or revoked never does.

    Args:
        program: the rules.
        root: the verdict of the tree.
        composite: the composite grade, 0–1, or None while nothing is earned.
        state: the state of the program.
    """
    bar = program.admission
    if bar is None or bar.composite is None or composite is None or composite < bar.composite:
        return False
    if state in (ProgramState.EARNED, ProgramState.AWARDED):
        return True
    return state is ProgramState.OPEN and not bar.credential
