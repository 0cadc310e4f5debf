"""Define the words of a row, and write the sentences that several states share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.readable import Readable
from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.runs import Action

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress
    from micromasters_plugin.domain.states import StateRow


@dataclass(frozen=True, slots=True)
class Words(Readable):
    """The words of one row.

    ``mark`` is the name of the state's icon. ``may_count`` is True if the grade counts or still can count.
    ``shows_grade`` is False during an embargo.
    """

    mark: str
    state: str
    detail: str = ""
    action: Action | None = None
    may_count: bool = False
    shows_grade: bool = True


def in_state(row: StateRow, reader: Reader, detail: str, action: Action | None = None, *, mark: str = "") -> Words:
    """Return the words of a state. ``mark`` replaces the state's own mark."""
    return Words(mark or row.mark, reader.gettext(row.word), detail, action, row.may_count, row.shows_grade)


def sentence_of(row: StateRow, reader: Reader, **values: str) -> str:
    """Return the state's sentence with ``values`` filled in. Return "" if the state has no sentence."""
    return reader.gettext(row.sentence, **values) if row.sentence else ""


def again(
    requirement: RequirementProgress, row: StateRow, now: datetime, reader: Reader, sentence: str, *, mark: str = ""
) -> Words:
    """Say ``sentence`` and the date of the next run, and offer the next run."""
    detail = reader.sentences(sentence, runs.next_run(requirement.next_run, now, reader))
    return in_state(row, reader, detail, retake(requirement, now, reader), mark=mark)


def missed(requirement: RequirementProgress, now: datetime, reader: Reader, why: str) -> Words:
    """Say that the run is over and describe the learner's possible action."""
    run = requirement.course_run
    ended = reader.gettext("Ended %(date)s.", date=reader.date(run.end)) if run and run.end else ""
    detail = reader.sentences(ended, why, runs.next_run(requirement.next_run, now, reader))
    return Words("fell", reader.gettext("Missed"), detail, retake(requirement, now, reader))


def retake(requirement: RequirementProgress, now: datetime, reader: Reader) -> Action | None:
    """Offer the next run if the learner can join the run."""
    return runs.enroll(requirement.next_run, now, reader.gettext("Retake"))


def go_on(requirement: RequirementProgress, reader: Reader) -> Action | None:
    """Link to the course, unless the reader is in the course."""
    if requirement.is_this_course:
        return None
    return runs.visit(requirement.course_run, reader.gettext("Go to course"))
