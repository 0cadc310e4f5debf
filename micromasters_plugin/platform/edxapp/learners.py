"""Enrollments, grades and course certificates of many learners in many runs, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from micromasters_plugin.data import CourseCertificate, Enrollment, Grade
from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.port import Pair


def enrollments(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
    """Return the enrollments, inactive ones included. One query."""
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(user_id__in=user_ids, course_id__in=parse_keys(runs))
    return {
        (user_id, str(key)): Enrollment(mode, is_active, _known(created))
        for user_id, key, mode, is_active, created in rows.values_list(
            "user_id", "course_id", "mode", "is_active", "created"
        )
    }


def grades(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
    """Return the persisted grades, unchecked. One query; ``passed_course`` is that a letter grade is set."""
    from lms.djangoapps.grades.models import PersistentCourseGrade

    rows = PersistentCourseGrade.objects.filter(user_id__in=user_ids, course_id__in=parse_keys(runs))
    return {
        (user_id, str(key)): Grade(percent, bool(letter), passed, modified)
        for user_id, key, percent, letter, passed, modified in rows.values_list(
            "user_id", "course_id", "percent_grade", "letter_grade", "passed_timestamp", "modified"
        )
    }


def certificates(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
    """Return course certificates with their invalidations. Two queries.

    The status ``unavailable`` is no proof of an invalidation, so its own record is asked.
    """
    from lms.djangoapps.certificates.models import CertificateInvalidation, GeneratedCertificate

    rows = list(
        GeneratedCertificate.objects.filter(user_id__in=user_ids, course_id__in=parse_keys(runs)).values_list(
            "id", "user_id", "course_id", "status", "mode"
        )
    )
    invalidated = set(
        CertificateInvalidation.objects.filter(
            generated_certificate_id__in=[row[0] for row in rows], active=True
        ).values_list("generated_certificate_id", flat=True)
    )
    return {
        (user_id, str(key)): CourseCertificate(status, mode, is_invalidated=row_id in invalidated)
        for row_id, user_id, key, status, mode in rows
    }


def learners_of(runs: Sequence[str], *, after: int, limit: int) -> list[int]:
    """Return ids of people ever enrolled in ``runs``, ascending, greater than ``after``. One query."""
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys(runs), user_id__gt=after)
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct()[:limit])


def _known(created: datetime | None) -> datetime:
    """The column may be empty on the oldest rows; those enrollments precede every program."""
    return created or datetime.min.replace(tzinfo=UTC)
