"""What a requirement's row says: the word of its state, one sentence, and at most one action.

States and reasons come as codes with values; whatever depends on the clock is decided here, from ``now``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock import runs
from micromasters_xblock.reader import Reader
from micromasters_xblock.runs import Action

if TYPE_CHECKING:
    from micromasters_plugin.data import Reason, RequirementProgress

#: Requirements named one by one in "Opens when …"; more are counted instead.
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class Words:
    """One row in words.

    ``mark`` names the shape that repeats the state. ``may_count``: the grade counts, or still can; ``shows_grade`` is
    False while it is held back.
    """

    mark: str
    state: str
    detail: str = ""
    action: Action | None = None
    may_count: bool = False
    shows_grade: bool = True


def describe(requirement: RequirementProgress, *, now: datetime, reader: Reader) -> Words:
    """Return the words for a course or exam, as of ``now``."""
    return _STATES[requirement.state.value](requirement, now, reader)


def _earned(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    earned_on = requirement.earned_on
    return Words("earned", reader.gettext("Earned"), reader.date(earned_on) if earned_on else "", may_count=True)


def _not_enrolled(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    return Words(
        "open",
        reader.gettext("Not enrolled"),
        runs.next_run(requirement.next_run, now, reader),
        runs.enroll(requirement.next_run, now, reader.gettext("Enroll")),
    )


def _audit(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    run = requirement.course_run
    if runs.has_ended(run, now):
        return _missed(requirement, now, reader, reader.gettext("It was taken without the track that counts."))
    deadline = run.upgrade_deadline if run else None
    if deadline is not None and deadline <= now:
        passed = reader.gettext("Does not count: the upgrade deadline was %(date)s.", date=reader.date(deadline))
        following = runs.next_run(requirement.next_run, now, reader)
        return Words("fell", reader.gettext("Audit"), f"{passed} {following}", _retake(requirement, now, reader))
    return Words("open", reader.gettext("Audit"), runs.upgrade(run, reader), runs.visit(run, reader.gettext("Upgrade")))


def _in_progress(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    below = _reason(requirement, "below_bar")
    ratio, bar = requirement.ratio, requirement.passing_grade
    where = reader.gettext("No grade yet.")
    if below is not None and ratio is not None and bar is not None:
        where = reader.gettext("%(missing)s below the bar.", missing=reader.missing(ratio, bar))
    if runs.has_ended(requirement.course_run, now):
        return _missed(requirement, now, reader, where)
    detail = f"{where} {runs.dates(requirement.course_run, now, reader)}".strip()
    return Words("half", reader.gettext("In progress"), detail, _go_on(requirement, reader), may_count=True)


def _below_program_bar(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    bar = requirement.passing_grade
    said = reader.gettext("The course is passed; the program asks for more.")
    if bar is not None:
        said = reader.gettext("The course is passed; the program asks for %(bar)s.", bar=reader.bar(bar))
    if runs.has_ended(requirement.course_run, now):
        following, action = runs.next_run(requirement.next_run, now, reader), _retake(requirement, now, reader)
    else:
        following, action = runs.dates(requirement.course_run, now, reader), _go_on(requirement, reader)
    return Words("fell", reader.gettext("Below the program’s bar"), f"{said} {following}".strip(), action)


def _exam_to_take(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    if runs.has_ended(requirement.course_run, now):
        return _missed(requirement, now, reader, reader.gettext("The proctored exam was not taken."))
    said = reader.gettext("The grade counts once the proctored exam is verified.")
    detail = f"{said} {runs.dates(requirement.course_run, now, reader)}".strip()
    return Words("open", reader.gettext("Exam to be taken"), detail, _go_on(requirement, reader), may_count=True)


def _exam_under_review(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    detail = reader.gettext("Submitted. You need not do anything until it is reviewed.")
    return Words("clock", reader.gettext("Exam under review"), detail, may_count=True)


def _exam_rejected(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    said = reader.gettext("The review did not accept the attempt, so the grade does not count.")
    detail = f"{said} {runs.next_run(requirement.next_run, now, reader)}"
    return Words("void", reader.gettext("Exam rejected"), detail, _retake(requirement, now, reader))


def _exam_errored(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    detail = reader.gettext("A technical fault ended the attempt. Ask the course team how to take it again.")
    return Words("fell", reader.gettext("Exam not recorded"), detail, _go_on(requirement, reader))


def _embargoed(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    reason = _reason(requirement, "embargoed")
    until = datetime.fromisoformat(reason.value("until")) if reason else None
    if until is None or until <= now:
        detail = reader.gettext("The result is being worked out.")
    else:
        detail = reader.gettext("The result is released on %(date)s.", date=reader.date(until))
    return Words("held", reader.gettext("Result held back"), detail, shows_grade=False)


def _invalidated(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    said = reader.gettext("The certificate of this run was withdrawn. Another run may count.")
    detail = f"{said} {runs.next_run(requirement.next_run, now, reader)}"
    return Words("void", reader.gettext("Invalidated"), detail, _retake(requirement, now, reader))


def _out_of_order(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    reason = _reason(requirement, "out_of_order")
    said = reader.gettext(
        "Finished before %(previous)s was earned; the courses count in order.",
        previous=reason.value("previous") if reason else "",
    )
    detail = f"{said} {runs.next_run(requirement.next_run, now, reader)}"
    return Words("fell", reader.gettext("Out of order"), detail, _retake(requirement, now, reader))


def _locked(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    reason = _reason(requirement, "locked")
    after = [key for key in (reason.value("after") if reason else "").split(",") if key]
    if 0 < len(after) <= NAMED_AT_MOST:
        detail = reader.ngettext(
            "Opens when %(names)s is earned.",
            "Opens when %(names)s are earned.",
            len(after),
            names=reader.conjunction(after),
        )
    else:
        detail = reader.ngettext(
            "Opens when %(number)s more requirement is earned.",
            "Opens when %(number)s more requirements are earned.",
            len(after),
        )
    return Words("lock", reader.gettext("Locked"), detail)


def _missed(requirement: RequirementProgress, now: datetime, reader: Reader, why: str) -> Words:
    """Say that the run is over and what can be done now."""
    run = requirement.course_run
    ended = reader.gettext("Ended %(date)s.", date=reader.date(run.end)) if run and run.end else ""
    detail = f"{ended} {why} {runs.next_run(requirement.next_run, now, reader)}".strip()
    return Words("fell", reader.gettext("Missed"), detail, _retake(requirement, now, reader))


def _retake(requirement: RequirementProgress, now: datetime, reader: Reader) -> Action | None:
    return runs.enroll(requirement.next_run, now, reader.gettext("Retake"))


def _go_on(requirement: RequirementProgress, reader: Reader) -> Action | None:
    """Lead to the course, unless the reader is in it."""
    if requirement.is_this_course:
        return None
    return runs.visit(requirement.course_run, reader.gettext("Go to course"))


def _reason(requirement: RequirementProgress, code: str) -> Reason | None:
    return next((reason for reason in requirement.reasons if reason.code == code), None)


_STATES: dict[str, Callable[[RequirementProgress, datetime, Reader], Words]] = {
    "earned": _earned,
    "not_enrolled": _not_enrolled,
    "audit": _audit,
    "in_progress": _in_progress,
    "below_program_bar": _below_program_bar,
    "exam_to_take": _exam_to_take,
    "exam_under_review": _exam_under_review,
    "exam_rejected": _exam_rejected,
    "exam_errored": _exam_errored,
    "embargoed": _embargoed,
    "invalidated": _invalidated,
    "out_of_order": _out_of_order,
    "locked": _locked,
}
