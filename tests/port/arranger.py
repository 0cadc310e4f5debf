"""Define the interface through which the contract creates a platform's data. This module contains no assertions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Protocol

from micromasters_plugin.platform.course_runs import CourseRuns
from micromasters_plugin.platform.course_teams import CourseTeams
from micromasters_plugin.platform.exam_service import ExamService
from micromasters_plugin.platform.gradebook import Gradebook
from micromasters_plugin.platform.people import People
from micromasters_plugin.platform.public_site import PublicSite
from micromasters_plugin.platform.retirement import Retirement
from micromasters_plugin.platform.roster import Roster


class Host(Gradebook, Roster, CourseRuns, CourseTeams, ExamService, People, Retirement, PublicSite, Protocol):
    """An object that implements every port."""


class Arranger(Protocol):
    """The interface of a class that creates a platform's data, if possible with the functions of this platform."""

    port: Host

    def user(self, name: str = "Amina Haddad") -> int:
        """Create a person whose profile has the name ``name``, and return the id of the person.

        With the name '', the profile has no name.
        """

    def make_staff(self, user_id: int, run: str) -> None:
        """Make the person staff of the course run."""

    def retire(self, user_id: int) -> None:
        """Let the person's retirement begin."""

    def run(
        self,
        key: str,
        *,
        start: datetime | None = None,
        passing_grade: str = "0.5",
        price: Decimal | None = None,
        upgrade_deadline: datetime | None = None,
        certificates_available: datetime | None = None,
    ) -> str:
        """Create a course run that the platform lists, and return the key of the run."""

    def enroll(self, user_id: int, run: str, mode: str = "verified") -> None:
        """Enroll the person, or enroll an enrolled person again in another mode."""

    def unenroll(self, user_id: int, run: str) -> None: ...

    def grade(self, user_id: int, run: str, percent: float, *, passed: bool) -> None:
        """Store a grade. The argument ``passed`` says whether the grade passes the course on the platform."""

    def certify(self, user_id: int, run: str, *, status: str = "downloadable", invalidated: bool = False) -> None:
        """Create the course certificate. With ``invalidated``, create an invalidation in force, too."""

    def allowlist(self, user_id: int, run: str) -> None:
        """Grant the certificate regardless of the grade."""


class DeletingArranger(Arranger, Protocol):
    """An arranger for a platform that can delete runs."""

    def forget_run(self, key: str) -> None:
        """Delete the platform's overview of a run, but no data about the learners of the run."""
