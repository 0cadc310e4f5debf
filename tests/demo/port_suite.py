"""Test that the demo host keeps the contract of the ports.

A test runs this module as a subprocess with the demo's settings.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from host import gradebook, models
from host.people import COURSE_TEAM
from host.platform import DemoPlatform

from micromasters_plugin.domain.definition import course_of_run
from tests.port.contract import Contract


class DemoArranger:
    """Set up the demo's data through the grade book. Use the tables if the grade book would also change other data."""

    port = DemoPlatform()

    def user(self, name: str = "Amina Haddad") -> int:
        number = User.objects.count() + 1
        return User.objects.create(username=f"learner{number}", email=f"{number}@example.com", first_name=name).id

    def make_staff(self, user_id: int, run: str) -> None:
        team, _ = Group.objects.get_or_create(name=COURSE_TEAM)
        User.objects.get(id=user_id).groups.add(team)

    def retire(self, user_id: int) -> None:
        User.objects.filter(id=user_id).update(is_active=False)

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
        models.CourseRun.objects.get_or_create(
            key=key,
            defaults={
                "course": _course(key),
                "title": key,
                "start": start,
                "lowest_passing_grade": float(passing_grade),
                "upgrade_price": price,
                "upgrade_deadline": upgrade_deadline,
                "certificates_available": certificates_available,
                "currency": "USD" if price is not None else "",
            },
        )
        return key

    def enroll(self, user_id: int, run: str, mode: str = "verified") -> None:
        gradebook.enroll(*_rows(user_id, run), mode=mode, when=timezone.now())

    def unenroll(self, user_id: int, run: str) -> None:
        gradebook.unenroll(*_rows(user_id, run), when=timezone.now())

    def grade(self, user_id: int, run: str, percent: float, *, passed: bool) -> None:
        now = timezone.now()
        models.PersistentGrade.objects.create(
            user_id=user_id,
            course_run_id=run,
            percent=percent,
            letter_grade="Pass" if passed else "",
            passed_timestamp=now if passed else None,
            modified=now,
        )

    def certify(self, user_id: int, run: str, *, status: str = "downloadable", invalidated: bool = False) -> None:
        self._certificate(user_id, run, status=status, mode="verified", is_invalidated=invalidated)

    def allowlist(self, user_id: int, run: str) -> None:
        self._certificate(user_id, run, is_allowlisted=True)

    def _certificate(self, user_id: int, run: str, **values: object) -> None:
        models.CourseCertificate.objects.update_or_create(
            user_id=user_id, course_run_id=run, defaults={"modified": timezone.now(), **values}
        )


@pytest.mark.django_db
class TestDemo(Contract):
    arrange = DemoArranger()


def _rows(user_id: int, run: str) -> tuple[User, models.CourseRun]:
    return User.objects.get(id=user_id), models.CourseRun.objects.get(key=run)


def _course(key: str) -> str:
    try:
        return course_of_run(key)
    except ValueError:
        return ""
