"""This module has the table of reasons. Each reason has a row with texts and values.

Other modules read codes and texts from this table.

A rule makes a reason from the reason's row, so a rule cannot misspell a code or omit a value. A ``VerdictRow`` also has
the state of a course that has the reason. ``states`` has the texts of each state. Sentences are English message ids.
Pages, the API and commands translate the sentences and fill in the values.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from micromasters_plugin.data.verdicts import Reason, RequirementState

#: A value of a reason is one of these types. A ``Reason`` stores its values as text.
ReasonValue = Decimal | date | Sequence[str] | str | int


def _(message: str) -> str:
    """Mark a message for the plugin's catalogue, and return the message."""
    return message


def on_page(message: str) -> str:
    """Mark a message for the block's catalogue, and return the message."""
    return message


def keys(text: str) -> Sequence[str]:
    """Parse a comma-separated list of keys."""
    return text.split(",")


#: Parse an instant in the form of ISO 8601.
instant = datetime.fromisoformat

#: Parse a day in ISO 8601.
day = date.fromisoformat


class Reveals(enum.Enum):
    """The part of a result that a reason reveals."""

    NOTHING = enum.auto()
    #: The reason reveals the outcome. Hide the reason while the result is under embargo.
    RESULT = enum.auto()
    #: The reason reveals the grade, or reveals that the grade is missing. Hide the reason also where grades are hidden.
    GRADE = enum.auto()


@dataclass(frozen=True, kw_only=True, eq=False)
class ReasonRow:
    """The fields that all rows have.

    ``values`` maps the name of each value to the value's parser, in the order of the values. ``learner`` is the
    sentence for the learner's page, or "" if the page shows no sentence.
    """

    code: str
    values: Mapping[str, Callable[[str], ReasonValue]] = field(default_factory=dict)
    learner: str = ""

    def reason(self, **values: ReasonValue) -> Reason:
        """Return the reason with these values.

        Raises:
            TypeError: a value is missing or has an unknown name.
        """
        if values.keys() != self.values.keys():
            raise TypeError(f"{self.code} has the values {list(self.values)}, not {list(values)}")
        return (
            Reason(self.code, tuple([(name, _text(values[name])) for name in self.values])) if values else self._plain
        )

    @cached_property
    def _plain(self) -> Reason:
        return Reason(self.code)

    def read(self, reason: Reason) -> dict[str, ReasonValue]:
        """Parse the values of a reason that this row made."""
        return {name: read(reason.value(name)) for name, read in self.values.items()}


@dataclass(frozen=True, kw_only=True, eq=False)
class VerdictRow(ReasonRow):
    """A reason why an attempt or a requirement counts or does not count.

    ``state`` is the state of a course that has this reason. ``staff`` is the sentence for staff. In the sentence,
    ``%(name)s`` is the place of a value. Explanations for learners use ``staff`` too. If the sentence of the state
    already says everything, ``learner`` is "".
    """

    state: RequirementState
    staff: str
    reveals: Reveals = Reveals.RESULT


def _text(value: ReasonValue) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (Decimal, int)):
        return str(value)
    return value.isoformat() if isinstance(value, date) else ",".join(value)


# The rows below are the reasons of verdicts. If a course has several reasons, the first reason in this order decides
# the course's state.

# The embargo comes first. No other state then reveals a grade under embargo.
EMBARGOED = VerdictRow(
    code="embargoed",
    values={"until": instant},
    state=RequirementState.EMBARGOED,
    staff=_("The result is held back until %(until)s."),
    learner=on_page("The result is released on %(date)s."),
    reveals=Reveals.NOTHING,
)
CERTIFICATE_INVALIDATED = VerdictRow(
    code="certificate_invalidated",
    state=RequirementState.INVALIDATED,
    staff=_("The certificate of this run was withdrawn."),
    reveals=Reveals.NOTHING,
)
SET_ASIDE = VerdictRow(
    code="set_aside",
    state=RequirementState.SET_ASIDE,
    staff=_("Staff decided that this attempt does not count."),
    reveals=Reveals.NOTHING,
)
RUN_EXCEPTED = VerdictRow(
    code="run_excepted",
    state=RequirementState.OTHER_RUN,
    staff=_("The program does not count this run."),
    reveals=Reveals.NOTHING,
)
RUN_NOT_LISTED = VerdictRow(
    code="run_not_listed",
    state=RequirementState.OTHER_RUN,
    staff=_("The version of the rules that binds the learner does not list this run."),
    reveals=Reveals.NOTHING,
)
MODE_NOT_FOR_CREDIT = VerdictRow(
    code="mode_not_for_credit",
    values={"mode": str, "modes": keys},
    state=RequirementState.AUDIT,
    staff=_("Taken in the track “%(mode)s”; it counts in: %(modes)s."),
    learner=on_page("It was taken without the track that counts."),
    reveals=Reveals.NOTHING,
)
OTHER_TRACK = VerdictRow(
    code="other_track",
    values={"mode": str, "modes": keys},
    state=RequirementState.OTHER_TRACK,
    staff=_("Taken in the track “%(mode)s”; it counts in: %(modes)s."),
    reveals=Reveals.NOTHING,
)
NO_ATTEMPTS_LEFT = VerdictRow(
    code="no_attempts_left",
    values={"attempts": int},
    state=RequirementState.NO_ATTEMPTS_LEFT,
    staff=_("Earlier attempts used up the number that counts: %(attempts)s."),
)
OUT_OF_ORDER = VerdictRow(
    code="out_of_order",
    values={"previous": str},
    state=RequirementState.OUT_OF_ORDER,
    staff=_("It was finished before %(previous)s was earned; the courses count in order."),
)
BELOW_PROGRAM_BAR = VerdictRow(
    code="below_program_bar",
    values={"ratio": Decimal, "bar": Decimal},
    state=RequirementState.BELOW_PROGRAM_BAR,
    staff=_("The course is passed, but the program asks for %(bar)s; the grade is %(ratio)s."),
    reveals=Reveals.GRADE,
)
BEFORE_PROGRAM = VerdictRow(
    code="before_program",
    values={"starts": day},
    state=RequirementState.OUTSIDE_DATES,
    staff=_("The run started before the program did, on %(starts)s."),
    learner=on_page("Runs count that start on %(date)s or later; this one started earlier."),
    reveals=Reveals.NOTHING,
)
AFTER_PROGRAM = VerdictRow(
    code="after_program",
    values={"ends": day},
    state=RequirementState.OUTSIDE_DATES,
    staff=_("The passing grade was reached after the program’s end on %(ends)s."),
    learner=on_page("Results count until %(date)s; this one came later."),
)
LAPSED = VerdictRow(
    code="lapsed",
    values={"until": day, "years": int},
    state=RequirementState.LAPSED,
    staff=_("It counted until %(until)s. Number of years for which results are valid: %(years)s."),
    learner=on_page("It counted until %(date)s; it is too old now."),
)
AFTER_AWARD = VerdictRow(
    code="after_award",
    values={"earned": day},
    state=RequirementState.OUTSIDE_DATES,
    staff=_("It was reached after %(earned)s. On that day the program was earned with results that are too old now."),
    learner=on_page("The program was earned on %(date)s; this result came later."),
)
EXAM_REJECTED = VerdictRow(
    code="exam_rejected",
    state=RequirementState.EXAM_REJECTED,
    staff=_("The review did not accept the proctored exam."),
)
EXAM_ERRORED = VerdictRow(
    code="exam_errored",
    state=RequirementState.EXAM_ERRORED,
    staff=_("A technical fault ended the proctored exam."),
)
EXAM_UNDER_REVIEW = VerdictRow(
    code="exam_under_review",
    state=RequirementState.EXAM_UNDER_REVIEW,
    staff=_("The proctored exam is under review."),
)
FINAL_BELOW_BAR = VerdictRow(
    code="final_below_bar",
    values={"ratio": Decimal, "bar": Decimal},
    state=RequirementState.FINAL_BELOW_BAR,
    staff=_("The final exam’s grade of %(ratio)s is below its own passing grade of %(bar)s."),
)
COURSEWORK_BELOW_BAR = VerdictRow(
    code="coursework_below_bar",
    values={"ratio": Decimal, "bar": Decimal},
    state=RequirementState.COURSEWORK_BELOW_BAR,
    staff=_("The coursework’s grade of %(ratio)s is below its own passing grade of %(bar)s."),
    reveals=Reveals.GRADE,
)
INVALID_GRADE = VerdictRow(
    code="invalid_grade",
    values={"grade": str},
    state=RequirementState.IN_PROGRESS,
    staff=_("The platform’s grade is not a number from 0 to 2; the course team has to correct it."),
    learner=on_page("The recorded grade is not valid; the course team has to correct it."),
    reveals=Reveals.GRADE,
)
CERTIFICATE_WITHOUT_GRADE = VerdictRow(
    code="certificate_without_grade",
    state=RequirementState.IN_PROGRESS,
    staff=_("A certificate exists, but the platform keeps no grade. Staff can waive the requirement."),
    learner=on_page("There is a certificate, but the platform keeps no grade. Ask the program’s staff."),
    reveals=Reveals.GRADE,
)
NO_GRADE = VerdictRow(
    code="no_grade",
    state=RequirementState.IN_PROGRESS,
    staff=_("There is no grade yet."),
    learner=on_page("No grade yet."),
    reveals=Reveals.GRADE,
)
BELOW_BAR = VerdictRow(
    code="below_bar",
    values={"ratio": Decimal, "bar": Decimal},
    state=RequirementState.IN_PROGRESS,
    staff=_("The grade of %(ratio)s is below %(bar)s."),
    learner=on_page("%(missing)s below the bar."),
    reveals=Reveals.GRADE,
)
FINAL_MISSING = VerdictRow(
    code="final_missing",
    state=RequirementState.FINAL_TO_TAKE,
    staff=_("There is no grade in a final exam that goes with this run."),
)
EXAM_MISSING = VerdictRow(
    code="exam_missing",
    state=RequirementState.EXAM_TO_TAKE,
    staff=_("The proctored exam was not taken."),
    learner=on_page("The proctored exam was not taken."),
)
CERTIFICATE_MISSING = VerdictRow(
    code="certificate_missing",
    values={"status": str},
    state=RequirementState.CERTIFICATE_AWAITED,
    staff=_("The platform’s certificate must be “downloadable”; its status is “%(status)s”."),
)
NOT_ENROLLED = VerdictRow(
    code="not_enrolled",
    state=RequirementState.NOT_ENROLLED,
    staff=_("There was no enrollment."),
    reveals=Reveals.NOTHING,
)
LOCKED = VerdictRow(
    code="locked",
    values={"after": keys},
    state=RequirementState.LOCKED,
    staff=_("It opens when these are earned: %(after)s."),
)
COUNTS_ELSEWHERE = VerdictRow(
    code="counts_elsewhere",
    state=RequirementState.COUNTS_ELSEWHERE,
    staff=_("The course is earned and counts once, in another place of the program."),
    reveals=Reveals.NOTHING,
)
WAIVED = VerdictRow(
    code="waived",
    state=RequirementState.WAIVED,
    staff=_("Staff decided that this need not be taken."),
)

# The rows below are the reasons of plans. Staff see only the codes of these reasons.

_STAFF_DECIDE = on_page("The program’s staff have to decide about your credential first.")

PROGRAM_ENDED = ReasonRow(
    code="after_program", learner=on_page("The program has ended: what is reached now does not count.")
)
HELD = ReasonRow(code="held", learner=_STAFF_DECIDE)
REVOKED = ReasonRow(code="revoked", learner=_STAFF_DECIDE)
OUT_OF_REACH = ReasonRow(
    code="out_of_reach", learner=on_page("No grades can bring the composite to %(target)s any more.")
)
NOT_WORKED_OUT = ReasonRow(
    code="not_worked_out",
    values={"steps": int},
    learner=on_page("There are too many ways to %(target)s to find the easiest one here."),
)
RETAKE = ReasonRow(code="retake", values={"requirement": str}, learner=on_page("Taken again."))

_ROWS = [each for each in tuple(vars().values()) if isinstance(each, ReasonRow)]
#: This table maps each code to a row. The rows have the order in which this module defines the rows. Plans have a
#: separate table, because the reason ``after_program`` of plans has no date.
VERDICT_REASONS = {row.code: row for row in _ROWS if isinstance(row, VerdictRow)}
PLAN_REASONS = {row.code: row for row in _ROWS if not isinstance(row, VerdictRow)}
