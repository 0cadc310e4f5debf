"""This module has the table of states. Each state of a requirement has a row with texts for learners.

States do not depend on the clock. When a page renders, the page computes what has ended and what comes next.
``reasons`` maps each reason to a state.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from micromasters_plugin.data.verdicts import RequirementState
from micromasters_plugin.domain.reasons import on_page

#: An icon shows a state beside the state's word.
Mark = Literal["earned", "waived", "lock", "half", "clock", "held", "fell", "void", "open"]

#: The learner's next step depends on the state. If the next step depends on more than the state, this text is "".
NextStep = Literal["", "go on", "take again", "enroll"]


@dataclass(frozen=True, kw_only=True)
class StateRow:
    """The icon and texts of a state on the learner's page.

    If each reason has a separate sentence, or if the sentence depends on the clock or a number, ``sentence`` is "".
    ``may_count`` tells whether the grade counts or may count later. ``shows_grade`` is False under an embargo.
    """

    mark: Mark
    word: str
    sentence: str = ""
    next_step: NextStep = ""
    may_count: bool = False
    shows_grade: bool = True


#: The table has one row for each state.
STATES = {
    RequirementState.EARNED: StateRow(mark="earned", word=on_page("Earned"), may_count=True),
    RequirementState.NOT_ENROLLED: StateRow(mark="open", word=on_page("Not enrolled"), next_step="enroll"),
    RequirementState.AUDIT: StateRow(mark="open", word=on_page("Audit")),
    RequirementState.IN_PROGRESS: StateRow(mark="half", word=on_page("In progress"), may_count=True),
    RequirementState.BELOW_PROGRAM_BAR: StateRow(
        mark="fell",
        word=on_page("Below the program’s bar"),
        sentence=on_page("The course is passed; the program asks for %(bar)s."),
    ),
    RequirementState.EXAM_TO_TAKE: StateRow(
        mark="open",
        word=on_page("Exam to be taken"),
        sentence=on_page("The grade counts once the proctored exam is verified."),
        may_count=True,
    ),
    RequirementState.EXAM_UNDER_REVIEW: StateRow(
        mark="clock",
        word=on_page("Exam under review"),
        sentence=on_page("Submitted. You need not do anything until it is reviewed."),
        may_count=True,
    ),
    RequirementState.EXAM_REJECTED: StateRow(
        mark="void",
        word=on_page("Exam rejected"),
        sentence=on_page("The review did not accept the attempt, so the grade does not count."),
        next_step="take again",
    ),
    RequirementState.EXAM_ERRORED: StateRow(
        mark="fell",
        word=on_page("Exam not recorded"),
        sentence=on_page("A technical fault ended the attempt. Ask the course team how to take it again."),
        next_step="go on",
    ),
    RequirementState.EMBARGOED: StateRow(mark="held", word=on_page("Result held back"), shows_grade=False),
    RequirementState.INVALIDATED: StateRow(
        mark="void",
        word=on_page("Invalidated"),
        sentence=on_page("The certificate of this run was withdrawn. Another run may count."),
        next_step="take again",
    ),
    RequirementState.OUT_OF_ORDER: StateRow(
        mark="fell",
        word=on_page("Out of order"),
        sentence=on_page("Finished before %(previous)s was earned; the courses count in order."),
        next_step="take again",
    ),
    RequirementState.LOCKED: StateRow(mark="lock", word=on_page("Locked")),
    RequirementState.WAIVED: StateRow(
        mark="waived",
        word=on_page("Waived"),
        sentence=on_page("The program’s staff decided that you need not take this."),
        may_count=True,
    ),
    RequirementState.COUNTS_ELSEWHERE: StateRow(
        mark="half",
        word=on_page("Counts elsewhere"),
        sentence=on_page("You earned this course; it counts once, in another group."),
    ),
    RequirementState.OUTSIDE_DATES: StateRow(
        mark="fell",
        word=on_page("Outside the dates"),
        sentence=on_page("Taken outside the dates between which courses count for this program."),
        next_step="take again",
    ),
    RequirementState.FINAL_TO_TAKE: StateRow(
        mark="half",
        word=on_page("Final exam to be taken"),
        sentence=on_page("The coursework is done; the final exam completes the grade."),
        next_step="enroll",
        may_count=True,
    ),
    RequirementState.FINAL_BELOW_BAR: StateRow(
        mark="fell",
        word=on_page("Final exam not passed"),
        sentence=on_page("The final exam has a passing grade of its own, which was not reached."),
        next_step="take again",
    ),
    RequirementState.COURSEWORK_BELOW_BAR: StateRow(
        mark="fell",
        word=on_page("Coursework not passed"),
        sentence=on_page("The coursework has a passing grade of its own, which was not reached."),
        next_step="take again",
    ),
    RequirementState.CERTIFICATE_AWAITED: StateRow(
        mark="clock",
        word=on_page("Certificate awaited"),
        sentence=on_page("The grade is reached; it counts once the course’s certificate exists."),
        may_count=True,
    ),
    RequirementState.OTHER_TRACK: StateRow(
        mark="fell",
        word=on_page("Another track"),
        sentence=on_page("Taken in the track %(mode)s, which does not count here."),
        next_step="take again",
    ),
    RequirementState.OTHER_RUN: StateRow(
        mark="fell",
        word=on_page("Another run"),
        sentence=on_page("Taken in a run that does not count under the rules that bind you."),
        next_step="take again",
    ),
    RequirementState.LAPSED: StateRow(
        mark="fell",
        word=on_page("Lapsed"),
        sentence=on_page("The result is too old to count here."),
        next_step="take again",
    ),
    RequirementState.NO_ATTEMPTS_LEFT: StateRow(
        mark="void",
        word=on_page("No attempts left"),
        sentence=on_page("You have used the attempts that count. The program’s staff may grant another."),
    ),
    RequirementState.SET_ASIDE: StateRow(
        mark="void",
        word=on_page("Not counted"),
        sentence=on_page("The program’s staff decided that this attempt does not count."),
        next_step="take again",
    ),
    RequirementState.GROUP_OPEN: StateRow(
        mark="open", word=on_page("Still open"), sentence=on_page("%(earned)s earned, %(remaining)s to go")
    ),
}
