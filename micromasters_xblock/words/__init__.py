"""Describe a requirement: the word of its state, one sentence, and at most one action.

Most words come from the plugin's tables of states and reasons. This package chooses the words that depend on ``now``.
The module ``page.outcome`` has the words about the whole program.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.varying import VARYING
from micromasters_xblock.words.words import Words, again, go_on, in_state, sentence_of

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress
    from micromasters_plugin.domain.states import StateRow

__all__ = ["Words", "describe"]


def describe(requirement: RequirementProgress, *, now: datetime, reader: Reader) -> Words:
    """Return the words for a requirement, as of ``now``."""
    # Import here, because the block must load even if the plugin cannot be imported.
    from micromasters_plugin.domain.states import STATES

    say = VARYING.get(requirement.state.value, _settled)
    return say(requirement, STATES[requirement.state], now, reader)


def _settled(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Return the state's own sentence and the learner's possible action."""
    sentence = sentence_of(row, reader)
    match row.next_step:
        case "take again":
            return again(requirement, row, now, reader, sentence)
        case "enroll":
            detail = reader.sentences(sentence, runs.next_run(requirement.next_run, now, reader))
            return in_state(row, reader, detail, runs.enroll(requirement.next_run, now, reader.gettext("Enroll")))
        case "go on":
            return in_state(row, reader, sentence, go_on(requirement, reader))
        case "":
            return in_state(row, reader, sentence)
