"""Describe the states that depend on the clock, on a grade or on other requirements.

The words of other states are in the plugin's table. Functions import the plugin's table of reasons, because the block
must load even without the plugin.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words, again, go_on, in_state, missed, sentence_of

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress
    from micromasters_plugin.domain.states import StateRow

#: "Opens when …" names at most this many requirements. The sentence only counts the requirements of a longer list.
NAMED_AT_MOST = 3

#: Learners in this track have paid nothing, as in the audit track, so the platform sells them an upgrade.
FREE_TRACK = "honor"


def _earned(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Describe an earned requirement with its date."""
    earned_on = requirement.earned_on
    return in_state(row, reader, reader.date(earned_on) if earned_on else "")


def _audit(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Describe the upgrade and its deadline, or say that the deadline has passed."""
    from micromasters_plugin.domain.reasons import MODE_NOT_FOR_CREDIT

    run = requirement.course_run
    if runs.has_ended(run, now):
        return missed(requirement, now, reader, reader.gettext(MODE_NOT_FOR_CREDIT.learner))
    if not _makes_it_count(requirement):
        return again(requirement, row, now, reader, reader.gettext(MODE_NOT_FOR_CREDIT.learner), mark="fell")
    deadline = run.upgrade_deadline if run else None
    if deadline is not None and deadline <= now:
        passed = reader.gettext("Does not count: the upgrade deadline was %(date)s.", date=reader.last_day(deadline))
        return again(requirement, row, now, reader, passed, mark="fell")
    return in_state(row, reader, runs.upgrade(run, reader), runs.visit(run, reader.gettext("Upgrade")))


def _makes_it_count(requirement: RequirementProgress) -> bool:
    """Tell whether an upgrade leads to a track that counts. The platform upgrades to the verified track only."""
    modes = _value(requirement, "modes")
    return not modes or "verified" in modes.split(",")


def _in_progress(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Describe the missing grade, or say that the run is over."""
    where = _grade(requirement, reader)
    if runs.has_ended(requirement.course_run, now):
        return missed(requirement, now, reader, where)
    return _under_way(requirement, row, now, reader, where)


def _below_program_bar(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Say that a grade that passes the course is below the program's passing grade."""
    bar = requirement.passing_grade
    assert bar is not None, "only a course has the state"
    sentence = sentence_of(row, reader, bar=reader.bar(bar))
    if runs.has_ended(requirement.course_run, now):
        return again(requirement, row, now, reader, sentence)
    return _under_way(requirement, row, now, reader, sentence)


def _exam_to_take(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Say that the exam is missing, or that the learner did not take the exam."""
    from micromasters_plugin.domain.reasons import EXAM_MISSING

    if runs.has_ended(requirement.course_run, now):
        return missed(requirement, now, reader, reader.gettext(EXAM_MISSING.learner))
    return _under_way(requirement, row, now, reader, sentence_of(row, reader))


def _embargoed(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Describe an embargoed result with its release date."""
    from micromasters_plugin.domain.reasons import EMBARGOED

    text = _value(requirement, "until")
    until = datetime.fromisoformat(text) if text else None
    if until is None or until <= now:
        return in_state(row, reader, reader.gettext("The result is being worked out."))
    detail = reader.gettext(EMBARGOED.learner, date=reader.date(until))
    return in_state(row, reader, detail)


def _out_of_order(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Name the course that the learner should have passed first."""
    sentence = sentence_of(row, reader, previous=_value(requirement, "previous"))
    return again(requirement, row, now, reader, sentence)


def _other_track(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Name the enrollment track in which the course was taken. Only a free track has an upgrade."""
    run, mode = requirement.course_run, _value(requirement, "mode")
    sentence = sentence_of(row, reader, mode=mode)
    is_open = run is not None and (run.upgrade_deadline is None or now < run.upgrade_deadline)
    if mode == FREE_TRACK and is_open and not runs.has_ended(run, now) and _makes_it_count(requirement):
        detail = reader.sentences(sentence, runs.upgrade(run, reader))
        return in_state(row, reader, detail, runs.visit(run, reader.gettext("Upgrade")))
    return again(requirement, row, now, reader, sentence)


def _coursework_below_bar(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Say that the coursework is below its own passing grade. Before the run ends, the learner can still improve."""
    sentence = sentence_of(row, reader)
    if requirement.course_run is None or runs.has_ended(requirement.course_run, now):
        return again(requirement, row, now, reader, sentence)
    return _under_way(requirement, row, now, reader, sentence)


def _outside_days(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Name the day from which or until which results count."""
    from micromasters_plugin.domain.reasons import VERDICT_REASONS

    for reason in requirement.reasons:
        found = VERDICT_REASONS[reason.code]
        days = [value for value in found.read(reason).values() if isinstance(value, date)]
        if found.state is requirement.state and days:
            day = reader.rule_day(days[0], requirement.timezone)
            return again(requirement, row, now, reader, reader.gettext(found.learner, date=day))
    return again(requirement, row, now, reader, sentence_of(row, reader))


def _locked(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Name the requirements that must be earned first."""
    after = [key for key in _value(requirement, "after").split(",") if key]
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
    return in_state(row, reader, detail)


def _group_open(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader) -> Words:
    """Count the earned and the missing requirements of the group."""
    detail = sentence_of(
        row,
        reader,
        earned=str(requirement.earned_children),
        remaining=str(max(0, requirement.required - requirement.earned_children)),
    )
    return in_state(row, reader, detail)


def _under_way(requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader, sentence: str) -> Words:
    detail = reader.sentences(sentence, runs.dates(requirement.course_run, now, reader))
    return in_state(row, reader, detail, go_on(requirement, reader))


def _grade(requirement: RequirementProgress, reader: Reader) -> str:
    """Describe the grade by the first reason of the state."""
    from micromasters_plugin.domain.reasons import BELOW_BAR, VERDICT_REASONS

    codes = {reason.code for reason in requirement.reasons}
    rows = (row for code, row in VERDICT_REASONS.items() if code in codes and row.state is requirement.state)
    reason = next(rows, None)
    if reason is not BELOW_BAR:
        return reader.gettext(reason.learner) if reason else ""
    ratio, bar = requirement.ratio, requirement.passing_grade
    return "" if ratio is None or bar is None else reader.gettext(reason.learner, missing=reader.missing(ratio, bar))


def _value(requirement: RequirementProgress, name: str) -> str:
    """Return the value ``name`` from the requirement's reasons. Return "" if no reason has the value."""
    return next((value for reason in requirement.reasons if (value := reason.value(name))), "")


#: The dictionary maps each state to the function that describes the state.
VARYING = {
    "earned": _earned,
    "audit": _audit,
    "in_progress": _in_progress,
    "below_program_bar": _below_program_bar,
    "exam_to_take": _exam_to_take,
    "embargoed": _embargoed,
    "out_of_order": _out_of_order,
    "other_track": _other_track,
    "coursework_below_bar": _coursework_below_bar,
    "outside_dates": _outside_days,
    "lapsed": _outside_days,
    "locked": _locked,
    "group_open": _group_open,
}
