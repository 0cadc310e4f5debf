"""Test that the platform in memory keeps the contract, so that other tests can use this platform."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from micromasters_plugin.data import CourseCertificate, Grade
from tests.fakes import FakePlatform
from tests.port.contract import Contract, DeletedRuns


class FakeArranger:
    """The arranger that sets the data of the platform in memory."""

    def __init__(self, platform: FakePlatform):
        self.port = platform

    def user(self, name: str = "Amina Haddad") -> int:
        return self.port.add_learner(len(self.port.users) + 1, name)

    def make_staff(self, user_id: int, run: str) -> None:
        self.port.staff.add((user_id, run))

    def retire(self, user_id: int) -> None:
        self.port.retiring.add(user_id)

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
        currency = "USD" if price is not None else ""
        self.port.add_run(
            key,
            start=start,
            passing_grade=passing_grade,
            upgrade_price=price,
            upgrade_deadline=upgrade_deadline,
            certificates_available=certificates_available,
            currency=currency,
            url="/",
        )
        return key

    def forget_run(self, key: str) -> None:
        del self.port.runs[key]

    def enroll(self, user_id: int, run: str, mode: str = "verified") -> None:
        self._change(user_id, run, mode, is_active=True)

    def unenroll(self, user_id: int, run: str) -> None:
        self._change(user_id, run, self.port.enrolled[user_id, run].mode, is_active=False)

    def _change(self, user_id: int, run: str, mode: str, *, is_active: bool) -> None:
        self.port.change_enrollment(user_id, run, mode, is_active=is_active, time=datetime.now(UTC))

    def grade(self, user_id: int, run: str, percent: float, *, passed: bool) -> None:
        now = datetime.now(UTC)
        self.port.graded[user_id, run] = Grade(percent, passed, now if passed else None, now)

    def certify(self, user_id: int, run: str, *, status: str = "downloadable", invalidated: bool = False) -> None:
        self.port.certified[user_id, run] = CourseCertificate(status, "verified", invalidated)
        self.port.certificates_saved[user_id, run] = datetime.now(UTC)

    def allowlist(self, user_id: int, run: str) -> None:
        self.port.allowlist(user_id, run)


@pytest.mark.django_db
class TestFake(Contract, DeletedRuns):
    @pytest.fixture(autouse=True)
    def arranged(self, platform: FakePlatform) -> None:
        self.arrange = FakeArranger(platform)
