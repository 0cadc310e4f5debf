"""Enrollments, grades and course certificates of many learners in many runs, each in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef

from micromasters_plugin.data.truth import CourseCertificate, Enrollment, Grade
from micromasters_plugin.platform.edxapp.histories import enrollment_histories, up_to
from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.edxapp.leaving import has_left
from micromasters_plugin.platform.port import Pair


def enrollments(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
    """Return the enrollments with their histories, inactive ones included. Two queries."""
    from common.djangoapps.student.models import CourseEnrollment

    keys = parse_keys(runs)
    rows = CourseEnrollment.objects.filter(user_id__in=user_ids, course_id__in=keys)
    histories = enrollment_histories(user_ids, keys)
    found = {}
    for user_id, key, mode, is_active, created in rows.values_list(
        "user_id", "course_id", "mode", "is_active", "created"
    ):
        history = histories.get((user_id, str(key)), [])
        found[user_id, str(key)] = Enrollment(mode, is_active, _known(created), up_to(history, mode, is_active))
    return found


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
    """Return course certificates with their invalidations, and who is on the allowlist, with or without one.

    Two queries. The status ``unavailable`` is no proof of an invalidation, so its own record is asked.
    """
    from lms.djangoapps.certificates.models import CertificateAllowlist, CertificateInvalidation, GeneratedCertificate

    keys = parse_keys(runs)
    allowlisted = {
        (user_id, str(key))
        for user_id, key in CertificateAllowlist.objects.filter(
            user_id__in=user_ids, course_id__in=keys, allowlist=True
        ).values_list("user_id", "course_id")
    }
    invalidations = CertificateInvalidation.objects.filter(generated_certificate=OuterRef("pk"), active=True)
    rows = GeneratedCertificate.objects.filter(user_id__in=user_ids, course_id__in=keys)
    found = {
        (user_id, str(key)): CourseCertificate(status, mode, invalidated, (user_id, str(key)) in allowlisted)
        for user_id, key, status, mode, invalidated in rows.values_list(
            "user_id", "course_id", "status", "mode", Exists(invalidations)
        )
    }
    alone = CourseCertificate(status="", mode="", is_invalidated=False, is_allowlisted=True)
    return dict.fromkeys(allowlisted, alone) | found


def learners_of(runs: Sequence[str], *, after: int, limit: int) -> list[int]:
    """Return ids of people ever enrolled in ``runs``, ascending, greater than ``after``, without leavers. One query."""
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys(runs), user_id__gt=after).exclude(
        has_left("user__")
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct()[:limit])


def number_of_learners(runs: Sequence[str]) -> int:
    """Count people ever enrolled in ``runs``, leavers included. One query."""
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys(runs))
    return rows.values("user_id").distinct().count()


def _known(created: datetime | None) -> datetime:
    """The column may be empty on the oldest rows; those enrollments precede every program."""
    return created or datetime.min.replace(tzinfo=UTC)
