"""List the gallery's states: every specimen learner, and states that result only from a date or an override.

The plugin's rules decide the state of each learner. The module ``micromasters_xblock.words`` has the words of each
state.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from micromasters_plugin.data import LearnerProgress, ProgramState
from micromasters_xblock.page.specimens import CODES, specimen
from tests.gallery.program import gallery_outline
from tests.xblock.specimens import ENDED_RUN, NEXT_RUN, NOW, credential

#: The code of a block whose program was deleted. A block without a program has no learner.
UNAVAILABLE = "unavailable"


@cache
def learners() -> dict[str, LearnerProgress]:
    """Return a learner in each state as of ``NOW``, by the state's code."""
    outline = gallery_outline()
    found = {code: specimen(outline, code, now=NOW) for code in CODES}
    with_credential = found["credential"]
    return found | {
        "missed": _in_run_that_ended(found["in_progress"]),
        "issuing": replace(with_credential, credential=None),
        "held": replace(with_credential, credential=None, earned=False, state=ProgramState.HELD),
        "superseded": replace(with_credential, credential=credential("superseded")),
    }


def _in_run_that_ended(progress: LearnerProgress) -> LearnerProgress:
    requirements = tuple(
        replace(row, course_run=ENDED_RUN, next_run=NEXT_RUN) if row.is_this_course else row
        for row in progress.requirements
    )
    return replace(progress, requirements=requirements)


#: The code of every state, in the order of the gallery.
STATES = (*learners(), UNAVAILABLE)
