"""Where a proctored exam stands. Final exams with a grade of their own are in ``grading``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from micromasters_xblock.words import runs
from micromasters_xblock.words.reader import Reader
from micromasters_xblock.words.words import Words, go_on, missed, retake

if TYPE_CHECKING:
    from micromasters_plugin.data import RequirementProgress


def exam_to_take(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that the exam is what is missing, or that it was not taken."""
    if runs.has_ended(requirement.course_run, now):
        return missed(requirement, now, reader, reader.gettext("The proctored exam was not taken."))
    said = reader.gettext("The grade counts once the proctored exam is verified.")
    detail = reader.sentences(said, runs.dates(requirement.course_run, now, reader))
    return Words("open", reader.gettext("Exam to be taken"), detail, go_on(requirement, reader), may_count=True)


def exam_under_review(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that there is nothing to do but wait."""
    detail = reader.gettext("Submitted. You need not do anything until it is reviewed.")
    return Words("clock", reader.gettext("Exam under review"), detail, may_count=True)


def exam_rejected(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that the attempt was not accepted, and what comes next."""
    said = reader.gettext("The review did not accept the attempt, so the grade does not count.")
    detail = reader.sentences(said, runs.next_run(requirement.next_run, now, reader))
    return Words("void", reader.gettext("Exam rejected"), detail, retake(requirement, now, reader))


def exam_errored(requirement: RequirementProgress, now: datetime, reader: Reader) -> Words:
    """Say that a fault ended the attempt, and whom to ask."""
    detail = reader.gettext("A technical fault ended the attempt. Ask the course team how to take it again.")
    return Words("fell", reader.gettext("Exam not recorded"), detail, go_on(requirement, reader))
