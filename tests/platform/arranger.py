"""Create data on the real platform for the ports' contract, with the platform's functions if possible."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from common.djangoapps.course_modes.models import CourseMode
from common.djangoapps.student.models import CourseEnrollment, UserProfile
from common.djangoapps.student.roles import CourseStaffRole
from common.djangoapps.student.tests.factories import UserFactory
from django.contrib.auth import get_user_model
from django.utils import timezone
from lms.djangoapps.certificates.models import CertificateAllowlist, CertificateInvalidation
from lms.djangoapps.certificates.tests.factories import GeneratedCertificateFactory
from lms.djangoapps.grades.models import PersistentCourseGrade
from opaque_keys.edx.keys import CourseKey
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from openedx.core.djangoapps.content.course_overviews.tests.factories import CourseOverviewFactory
from openedx.core.djangoapps.user_api.models import RetirementState, UserRetirementStatus

from micromasters_plugin.platform.edxapp import EdxappPlatform


class EdxappArranger:
    """An implementation of ``tests.port.arranger.Arranger``."""

    def __init__(self) -> None:
        self.port = EdxappPlatform()

    def user(self, name: str = "Amina Haddad") -> int:
        user = UserFactory.create(first_name="", last_name="")
        UserProfile.objects.filter(user=user).update(name=name)
        if not name:
            UserProfile.objects.filter(user=user).delete()
        return user.id

    def make_staff(self, user_id: int, run: str) -> None:
        CourseStaffRole(CourseKey.from_string(run)).add_users(_user(user_id))

    def retire(self, user_id: int) -> None:
        RetirementState.objects.get_or_create(state_name="PENDING", state_execution_order=1)
        UserRetirementStatus.create_retirement(_user(user_id))

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
        course_key = CourseKey.from_string(key)
        if not CourseOverview.objects.filter(id=course_key).exists():
            CourseOverviewFactory.create(
                id=course_key,
                start=start,
                lowest_passing_grade=Decimal(passing_grade),
                certificates_display_behavior="end_with_date" if certificates_available else "early_no_info",
                certificate_available_date=certificates_available,
            )
        if price is not None:
            CourseMode.objects.create(
                course_id=course_key,
                mode_slug="verified",
                min_price=int(price),
                currency="usd",
                _expiration_datetime=upgrade_deadline,
            )
        return key

    def forget_run(self, key: str) -> None:
        CourseOverview.objects.filter(id=CourseKey.from_string(key)).delete()

    def enroll(self, user_id: int, run: str, mode: str = "verified") -> None:
        CourseEnrollment.enroll(_user(user_id), CourseKey.from_string(run), mode=mode)

    def unenroll(self, user_id: int, run: str) -> None:
        CourseEnrollment.unenroll(_user(user_id), CourseKey.from_string(run))

    def grade(self, user_id: int, run: str, percent: float, *, passed: bool) -> None:
        PersistentCourseGrade.objects.create(
            user_id=user_id,
            course_id=CourseKey.from_string(run),
            percent_grade=percent,
            letter_grade="Pass" if passed else "",
            passed_timestamp=timezone.now() if passed else None,
        )

    def certify(self, user_id: int, run: str, *, status: str = "downloadable", invalidated: bool = False) -> None:
        certificate = GeneratedCertificateFactory.create(
            user=_user(user_id), course_id=CourseKey.from_string(run), status=status, mode="verified"
        )
        if invalidated:
            CertificateInvalidation.objects.create(
                generated_certificate=certificate, invalidated_by=UserFactory.create(), active=True
            )

    def allowlist(self, user_id: int, run: str) -> None:
        CertificateAllowlist.objects.create(user_id=user_id, course_id=CourseKey.from_string(run), allowlist=True)


def _user(user_id: int):
    return get_user_model().objects.get(id=user_id)
