"""Create progress of invented learners, as the plugin's API would return it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from micromasters_plugin.data import (
    CourseRun,
    CredentialRecord,
    CredentialState,
    LearnerProgress,
    ProgramSummary,
    Reason,
    RequirementProgress,
    RequirementState,
)

NOW = datetime(2026, 11, 24, 10, 41, tzinfo=UTC)
PROGRAM_UUID = "0b6f2c5e-4d6e-4f59-9f6a-2d1f3a9f7c10"
COURSE_RUN = "course-v1:MITx+CTL.SC3x+3T2026"

PROGRAM = ProgramSummary(
    uuid=PROGRAM_UUID,
    key="scm",
    kind="micromasters",
    title="Supply Chain Management",
    institution="MITx",
    accent="#0e5a66",
    courses=("MITx+CTL.SC0x", "MITx+CTL.SC3x"),
)


def instant(year: int, month: int, day: int) -> datetime:
    """Return noon of the given day, in UTC."""
    return datetime(year, month, day, 12, tzinfo=UTC)


def run(**fields: Any) -> CourseRun:
    """Return a run that is under way at ``NOW``, unless ``fields`` override the run's dates."""
    defaults: dict[str, Any] = {
        "key": COURSE_RUN,
        "title": "Supply Chain Dynamics",
        "start": instant(2026, 9, 1),
        "end": instant(2026, 12, 16),
        "url": "https://courses.example.org/courses/sc3x/",
    }
    return CourseRun(**{**defaults, **fields})


NEXT_RUN = run(key="course-v1:MITx+CTL.SC3x+1T2027", start=instant(2027, 1, 13), end=instant(2027, 4, 20))
ENDED_RUN = run(end=instant(2026, 11, 20))


def requirement(state: str = "not_enrolled", **fields: Any) -> RequirementProgress:
    """Return the requirement SC3x with a passing grade of 0.60. ``fields`` override values."""
    defaults: dict[str, Any] = {
        "key": "SC3x",
        "kind": "course",
        "title": "Supply Chain Dynamics",
        "course": "MITx+CTL.SC3x",
        "state": RequirementState(state),
        "reasons": (),
        "passing_grade": Decimal("0.6"),
        "weight": Decimal("0.14"),
        "ratio": None,
        "counts": state == "earned",
        "earned_on": None,
        "is_this_course": False,
        "course_run": None,
        "next_run": None,
    }
    return RequirementProgress(**{**defaults, **fields})


def earned(key: str, title: str, ratio: str, day: datetime) -> RequirementProgress:
    """Return an earned requirement."""
    return requirement("earned", key=key, title=title, ratio=Decimal(ratio), earned_on=day.date())


def reason(code: str, **values: str) -> tuple[Reason, ...]:
    """Return the reasons of a requirement. The only reason has the given values."""
    return (Reason(code, tuple(values.items())),)


def progress(**fields: Any) -> LearnerProgress:
    """Return the progress of a learner who takes SC3x and earned three of six requirements.

    ``fields`` override values.
    """
    defaults: dict[str, Any] = {
        "program": PROGRAM,
        "as_of": NOW,
        "earned": False,
        "earned_requirements": 3,
        "total_requirements": 6,
        "composite": Decimal("0.8367"),
        "admission_bar": Decimal("0.8"),
        "meets_admission_bar": False,
        "pathway_title": "Master of Applied Science in Supply Chain Management, MIT",
        "pathway_worth": "One semester of two, for those admitted.",
        "requirements": (
            earned("SC0x", "Supply Chain Analytics", "0.86", instant(2025, 12, 17)),
            earned("SC1x", "Supply Chain Fundamentals", "0.91", instant(2026, 4, 29)),
            earned("SC2x", "Supply Chain Design", "0.74", instant(2026, 9, 2)),
            requirement(
                "in_progress",
                ratio=Decimal("0.52"),
                reasons=reason("below_bar", ratio="0.5200", bar="0.60"),
                is_this_course=True,
                course_run=run(),
            ),
            requirement(key="SC4x", title="Supply Chain Technology and Systems", next_run=NEXT_RUN),
            requirement(
                "locked",
                key="CFx",
                kind="exam",
                title="Comprehensive final exam",
                reasons=reason("locked", after="SC3x,SC4x"),
            ),
        ),
        "credential": None,
        "is_candidate": False,
    }
    return LearnerProgress(**{**defaults, **fields})


def outline(**fields: Any) -> LearnerProgress:
    """Return the program without a learner's progress."""
    requirements = tuple(
        requirement(key=row.key, title=row.title, kind=row.kind, next_run=NEXT_RUN) for row in progress().requirements
    )
    nothing = {"as_of": None, "earned_requirements": 0, "composite": None, "requirements": requirements}
    return progress(**{**nothing, **fields})


def credential(state: str = "valid", **fields: Any) -> CredentialRecord:
    """Return an example credential."""
    defaults: dict[str, Any] = {
        "uuid": "7f3d2c1e-5b64-4c0e-9a51-2f8e6d0c9b47",
        "state": CredentialState(state),
        "state_date": instant(2026, 11, 12),
        "issued": instant(2026, 6, 3),
        "completed_on": None,
        "completed_by": date(2026, 6, 3),
        "name": "Amina Haddad Østergård",
        "program_title": PROGRAM.title,
        "program_kind": PROGRAM.kind,
        "institution": PROGRAM.institution,
        "accent": PROGRAM.accent,
        "pathway_worth": "One semester of two, for those admitted.",
        "requirements": (),
        "superseded_by": "",
        "is_specimen": True,
    }
    return CredentialRecord(**{**defaults, **fields})


def electives() -> RequirementProgress:
    """Return a choice of two of three courses. The learner earned one of these courses."""
    children = (
        earned("14.740x", "Foundations of Development Policy", "0.78", instant(2026, 5, 20)),
        requirement(
            "in_progress",
            key="14.73x",
            title="The Challenges of Global Poverty",
            ratio=Decimal("0.41"),
            reasons=reason("below_bar", ratio="0.4100", bar="0.60"),
            course_run=run(),
        ),
        requirement(key="14.750x", title="Political Economy and Economic Development", next_run=NEXT_RUN),
    )
    return requirement(
        "group_open",
        key="electives",
        kind="at_least",
        title="Electives",
        course="",
        passing_grade=None,
        required=2,
        earned_children=1,
        children=children,
    )
