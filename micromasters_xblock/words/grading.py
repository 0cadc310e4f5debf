"""What a grade, a part of it or its date comes to. Proctored exams are in ``exams``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words, go_on, missed, reason_of, retake

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress


def earned(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say since when."""
    earned_on = requirement.earned_on
    return Words("earned", reader.gettext("Earned"), reader.date(earned_on) if earned_on else "", may_count=True)


def in_progress(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say what is still missing, or that the run is over."""
    below = reason_of(requirement, "below_bar")
    ratio, bar = requirement.ratio, requirement.passing_grade
    where = reader.gettext("No grade yet.") if reason_of(requirement, "no_grade") else ""
    if reason_of(requirement, "invalid_grade"):
        where = reader.gettext("The recorded grade is not valid; the course team has to correct it.")
    if below is not None and ratio is not None and bar is not None:
        where = reader.gettext("%(missing)s below the bar.", missing=reader.missing(ratio, bar))
    if runs.has_ended(requirement.course_run, now):
        return missed(requirement, now, reader, where)
    detail = reader.sentences(where, runs.dates(requirement.course_run, now, reader))
    return Words("half", reader.gettext("In progress"), detail, go_on(requirement, reader), may_count=True)


def below_program_bar(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that passing the course was not enough here."""
    bar = requirement.passing_grade
    said = reader.gettext("The course is passed; the program asks for more.")
    if bar is not None:
        said = reader.gettext("The course is passed; the program asks for %(bar)s.", bar=reader.bar(bar))
    if runs.has_ended(requirement.course_run, now):
        following, action = runs.next_run(requirement.next_run, now, reader), retake(requirement, now, reader)
    else:
        following, action = runs.dates(requirement.course_run, now, reader), go_on(requirement, reader)
    return Words("fell", reader.gettext("Below the program’s bar"), reader.sentences(said, following), action)


def out_of_order(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say which course had to come first."""
    reason = reason_of(requirement, "out_of_order")
    said = reader.gettext(
        "Finished before %(previous)s was earned; the courses count in order.",
        previous=reason.value("previous") if reason else "",
    )
    detail = reader.sentences(said, runs.next_run(requirement.next_run, now, reader))
    return Words("fell", reader.gettext("Out of order"), detail, retake(requirement, now, reader))


def waived(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that a person has decided; a grade, where one was set for the composite, is shown as it counts."""
    detail = reader.gettext("The program’s staff decided that you need not take this.")
    return Words("waived", reader.gettext("Waived"), detail, may_count=True)


def counts_elsewhere(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that nothing is wrong with the grade: the course counts once, and does so in another group."""
    detail = reader.gettext("You earned this course; it counts once, in another group.")
    return Words("half", reader.gettext("Counts elsewhere"), detail)


def final_to_take(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that the coursework is there and the graded final is not."""
    said = reader.gettext("The coursework is done; the final exam completes the grade.")
    following = runs.next_run(requirement.next_run, now, reader)
    action = runs.enroll(requirement.next_run, now, reader.gettext("Enroll"))
    return Words(
        "half", reader.gettext("Final exam to be taken"), reader.sentences(said, following), action, may_count=True
    )


def final_below_bar(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that the final itself fell short of its own bar."""
    said = reader.gettext("The final exam has a passing grade of its own, which was not reached.")
    following = runs.next_run(requirement.next_run, now, reader)
    return Words(
        "fell",
        reader.gettext("Final exam not passed"),
        reader.sentences(said, following),
        retake(requirement, now, reader),
    )


def outside_dates(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that the run lies outside the program's term."""
    said = reader.gettext("Taken outside the dates between which courses count for this program.")
    following = runs.next_run(requirement.next_run, now, reader)
    return Words(
        "fell", reader.gettext("Outside the dates"), reader.sentences(said, following), retake(requirement, now, reader)
    )
