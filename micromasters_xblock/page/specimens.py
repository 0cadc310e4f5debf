"""Invent a learner of a real program for each state, for the authors' preview.

This module reads no real person's data.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from micromasters_xblock.page.plan import leaves
from micromasters_xblock.words import describe
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress, Reason, RequirementProgress

#: These invented learners are named after their credential or candidacy. Other invented learners are named after the
#: state of a requirement.
WHOLE = ("credential", "review", "suspended", "revoked", "candidate")
DEFAULT = "in_progress"
#: The dictionary maps the state of a course to the distance of the grade from the passing grade. The distance is None
#: if there is no grade.
DISTANCES = {
    "earned": "0.15",
    "not_enrolled": None,
    "audit": "-0.1",
    "in_progress": "-0.08",
    "below_program_bar": "-0.05",
    "exam_to_take": "0.05",
    "exam_under_review": "0.05",
    "exam_rejected": "0.05",
    "exam_errored": "0.05",
    "embargoed": "0.1",
    "invalidated": "0.1",
    "out_of_order": "0.1",
    "locked": None,
    "waived": None,
    "counts_elsewhere": None,
    "outside_dates": "0.1",
    "final_to_take": "-0.2",
    "final_below_bar": "0.02",
    "coursework_below_bar": "0.02",
    "certificate_awaited": "0.1",
    "other_track": "0.1",
    "other_run": "0.1",
    "lapsed": "0.1",
    "no_attempts_left": "0.1",
    "set_aside": "0.1",
}
CODES = (*DISTANCES, *WHOLE)


def specimen(outline: LearnerProgress, code: str, *, now: datetime) -> LearnerProgress:
    """Return the outline's program as a learner in the state ``code`` (one of ``CODES``) sees it."""
    rows = list(leaves(outline.requirements))
    this = next((row for row in rows if row.is_this_course), rows[0])
    before = rows if code in WHOLE else rows[: rows.index(this)]
    states = {row.key: "earned" for row in before}
    if code not in WHOLE:
        states[this.key] = code
    beside = next((row.key for row in rows if row.key != this.key), this.key)
    requirements = tuple(_specimen_row(row, states, beside, now) for row in outline.requirements)
    if code == "candidate":
        requirements = tuple(_at_least(row, outline.admission_bar or Decimal(0)) for row in requirements)
    counting = [row for row in leaves(requirements) if row.counts and row.ratio is not None]
    weights = sum((row.weight for row in counting), Decimal(0))
    composite = None
    if weights:
        total = sum((row.weight * row.ratio for row in counting if row.ratio is not None), Decimal(0))
        composite = (total / weights).quantize(Decimal("0.0001"))
    return replace(
        outline,
        as_of=now,
        requirements=requirements,
        composite=composite,
        earned=code in WHOLE and code not in ("review", "revoked"),
        earned_requirements=min(outline.total_requirements, sum(_earned(row) for row in requirements)),
        units=tuple(replace(unit, earned_courses=unit.required_courses) for unit in outline.units)
        if code in WHOLE
        else outline.units,
        credential=_credential(outline, code, now),
        is_candidate=code == "candidate",
        meets_admission_bar=code == "candidate",
    )


def specimen_names(outline: LearnerProgress, *, now: datetime, reader: Reader) -> list[tuple[str, str]]:
    """Return each code with its label in the author's list."""
    row = next(leaves(outline.requirements))
    names = [
        (code, describe(_in_state(row, code, "", now), now=now, reader=reader).state)
        for code in CODES
        if code not in WHOLE
    ]
    return [
        *names,
        ("credential", reader.gettext("Credential earned")),
        ("review", reader.gettext("Credential under review")),
        ("suspended", reader.gettext("Credential suspended")),
        ("revoked", reader.gettext("Credential revoked")),
        ("candidate", reader.gettext("Meets the admission bar")),
    ]


def _specimen_row(
    requirement: RequirementProgress, states: dict[str, str], beside: str, now: datetime
) -> RequirementProgress:
    """Return the requirement with the state that ``states`` gives for the requirement.

    ``beside`` is the key of another requirement, which the reasons of some states name.
    """
    if not requirement.children:
        code = states.get(requirement.key)
        return _in_state(requirement, code, beside, now) if code else _waiting(requirement, states)
    children = tuple(_specimen_row(child, states, beside, now) for child in requirement.children)
    earned = sum(child.counts for child in children)
    is_earned = earned >= requirement.required
    return replace(
        requirement,
        state=_state(requirement, "earned" if is_earned else "group_open"),
        counts=is_earned,
        earned_children=earned,
        children=children,
    )


def _waiting(requirement: RequirementProgress, states: dict[str, str]) -> RequirementProgress:
    """Return the requirement in the state of a learner who has not begun the requirement.

    Unlock the requirement if its prerequisites are earned.
    """
    if requirement.state.value != "locked":
        return requirement
    (reason,) = requirement.reasons
    after = [key for key in reason.value("after").split(",") if states.get(key) not in ("earned", "waived")]
    if not after:
        return replace(requirement, state=_state(requirement, "not_enrolled"), reasons=())
    return replace(requirement, reasons=(replace(reason, values=(("after", ",".join(after)),)),))


def _at_least(requirement: RequirementProgress, ratio: Decimal) -> RequirementProgress:
    """Return the requirement with every grade raised to at least ``ratio``."""
    return replace(
        requirement,
        ratio=None if requirement.ratio is None else max(requirement.ratio, ratio),
        children=tuple(_at_least(child, ratio) for child in requirement.children),
    )


def _in_state(requirement: RequirementProgress, code: str, beside: str, now: datetime) -> RequirementProgress:
    bar, distance = requirement.passing_grade or Decimal("0.6"), DISTANCES[code]
    ratio = None if distance is None else min(Decimal(1), max(Decimal(0), bar + Decimal(distance)))
    return replace(
        requirement,
        state=_state(requirement, code),
        reasons=_reasons(code, ratio or bar, bar, beside, now),
        ratio=ratio,
        counts=code in ("earned", "waived"),
        earned_on=(now - timedelta(days=30)).date() if code == "earned" else None,
        course_run=None if code in ("not_enrolled", "locked", "waived") else _run(requirement, now),
    )


def _earned(requirement: RequirementProgress) -> int:
    if not requirement.children:
        return int(requirement.counts)
    if requirement.required < len(requirement.children):
        return min(requirement.required, requirement.earned_children)
    return sum(_earned(child) for child in requirement.children)


def _state(requirement: RequirementProgress, code: str) -> Any:
    # Use the value's own enumeration, because this module must load without the plugin.
    return type(requirement.state)(code)


def _reasons(code: str, ratio: Decimal, bar: Decimal, beside: str, now: datetime) -> tuple[Reason, ...]:
    from micromasters_plugin.domain.reasons import (
        BELOW_BAR,
        EMBARGOED,
        LOCKED,
        OTHER_TRACK,
        OUT_OF_ORDER,
        VERDICT_REASONS,
    )

    reasons = (
        BELOW_BAR.reason(ratio=ratio, bar=bar),
        OUT_OF_ORDER.reason(previous=beside),
        OTHER_TRACK.reason(mode="masters", modes=["verified"]),
        LOCKED.reason(after=[beside]),
        EMBARGOED.reason(until=now + timedelta(days=14)),
    )
    return tuple(reason for reason in reasons if VERDICT_REASONS[reason.code].state == code)


def _run(requirement: RequirementProgress, now: datetime) -> Any:
    from micromasters_plugin.data import CourseRun

    return CourseRun(
        key="",
        title=requirement.title,
        start=now - timedelta(days=60),
        end=now + timedelta(days=30),
        upgrade_deadline=now + timedelta(days=10),
    )


def _credential(outline: LearnerProgress, code: str, now: datetime) -> Any:
    from micromasters_plugin.data import CredentialRecord, CredentialState

    if code not in WHOLE:
        return None
    state = code if code in ("suspended", "revoked") else "valid"
    program = outline.program
    return CredentialRecord(
        uuid="00000000-0000-0000-0000-000000000000",
        state=CredentialState(state),
        state_date=now - timedelta(days=3),
        issued=now - timedelta(days=20),
        completed_on=None,
        completed_by=(now - timedelta(days=20)).date(),
        name="",
        program_title=program.title,
        program_kind=program.kind,
        institution=program.institution,
        accent=program.accent,
        pathway_worth=outline.pathway_worth,
        requirements=(),
        superseded_by="",
        is_specimen=True,
    )
