"""Create the gallery's program: a course, the reader's course, a choice, a capstone exam and units of knowledge."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from micromasters_plugin.data import LearnerProgress, RequirementState, UnitVerdict
from tests.xblock.specimens import NEXT_RUN, outline, reason, requirement


def gallery_outline() -> LearnerProgress:
    """Return the program without a learner's progress."""
    choice = requirement(
        "group_open",
        key="electives",
        kind="at_least",
        title="Electives",
        course="",
        passing_grade=None,
        required=1,
        children=(
            requirement(key="14.73x", title="The Challenges of Global Poverty", next_run=NEXT_RUN),
            requirement(key="14.750x", title="Political Economy and Economic Development"),
        ),
    )
    exam = requirement(
        "locked",
        key="CFx",
        kind="exam",
        title="Comprehensive final exam",
        weight=Decimal("0.3"),
        reasons=reason("locked", after="SC3x,14.73x"),
    )
    rows = (
        requirement(key="SC0x", title="Supply Chain Analytics", next_run=NEXT_RUN),
        requirement(key="SC3x", is_this_course=True, next_run=NEXT_RUN),
        choice,
        exam,
    )
    units = (UnitVerdict("flows", "Flows and inventories", 1, 1), UnitVerdict("risk", "Risk", 0, 2))
    return replace(outline(requirements=rows, total_requirements=4), units=units)


def beside_audit(progress: LearnerProgress) -> LearnerProgress:
    """Return the learner's progress. The learner takes the first course of the choice in the audit track."""
    rows = list(progress.requirements)
    first, *others = rows[2].children
    if not first.counts:
        rows[2] = replace(
            rows[2], children=(replace(first, state=RequirementState.AUDIT, course_run=NEXT_RUN), *others)
        )
    return replace(progress, requirements=tuple(rows))
