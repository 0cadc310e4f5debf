"""Create the credentials of invented people, and the standings of a course, as the API would return them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from micromasters_plugin.data import (
    CourseStandings,
    CredentialRecord,
    CredentialState,
    EarnedRequirement,
    ProgramSummary,
    StandingGroup,
)
from tests.factories import UUID_A, run_of

UUID = "7f3d2c1e-5b64-4c0e-9a51-2f8e6d0c9b47"
NEWER = "9b1f0d52-8a3c-4e0b-b1fd-64f0a9d1e8c2"
NAME = "Amina Haddad Østergård"
#: The course of the standings, and the page of this course.
HERE = run_of("1x")
PATH = f"/micromasters/courses/{HERE}/{UUID_A}/"
STATES = ["valid", "suspended", "revoked", "superseded"]


def record(state: str = "valid", **changes: Any) -> CredentialRecord:
    """Return a credential that lists two of six requirements."""
    defaults: dict[str, Any] = {
        "uuid": UUID,
        "state": CredentialState(state),
        "state_date": datetime(2026, 11, 12, 23, 30, tzinfo=UTC),
        "issued": datetime(2026, 6, 3, 9, tzinfo=UTC),
        "completed_on": date(2026, 5, 20),
        "completed_by": date(2026, 6, 3),
        "name": NAME,
        "program_title": "Supply Chain Management",
        "program_kind": "micromasters",
        "institution": "MITx",
        "accent": "#0e5a66",
        "pathway_worth": "One semester of two, for those admitted.",
        "requirements": (
            EarnedRequirement("SC0x", "Supply Chain Analytics", date(2025, 12, 17)),
            EarnedRequirement("SC1x", "Supply Chain Fundamentals", None),
        ),
        "superseded_by": NEWER if state == "superseded" else "",
        "is_specimen": False,
    }
    return CredentialRecord(**{**defaults, **changes})


def standings(learners: int | None = 45, **changes: Any) -> CourseStandings:
    """Return standings with two visible groups, two groups of fewer than ten learners and a group without learners."""
    sizes = (20, 10, None, None, 0)
    defaults: dict[str, Any] = {
        "program": ProgramSummary(UUID_A, "scm", "micromasters", "Supply Chain Management", "MITx", "#0e5a66", ()),
        "course_run": HERE,
        "course_title": "Course one",
        "course_url": "/courses/one/",
        "week": date(2026, 6, 1),
        "learners": learners,
        "total_requirements": 4,
        "groups": tuple(StandingGroup(number, size) for number, size in enumerate(sizes)),
        "earned": None,
        "has_admission_bar": True,
        "above_bar": 0,
        "least_shown": 10,
    }
    return CourseStandings(**{**defaults, **changes})
