"""Read enrollments, grades and certificates of many learners in many runs, each with a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Exists, OuterRef, Value

from micromasters_plugin.data.truth import CourseCertificate, Enrollment, EnrollmentChange, Grade
from micromasters_plugin.domain.instants import FIRST
from micromasters_plugin.platform.edxapp.histories import up_to, without_repeats
from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.edxapp.leaving import has_left
from micromasters_plugin.platform.gradebook import Pair

#: A deleted row has this ``history_type``. Enrolling again makes a new row.
DELETED = "-"

#: The present enrollment has this value in place of a ``history_type``.
PRESENT = ""


def enrollments(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
    """Return the active and inactive enrollments with their histories.

    The function sends one query, which reads both tables.
    """
    from common.djangoapps.student.models import CourseEnrollment

    wanted = {"user_id__in": user_ids, "course_id__in": parse_keys(runs)}
    columns = ("user_id", "course_id", "mode", "is_active")
    present = CourseEnrollment.objects.filter(**wanted).order_by().values_list(*columns, "created", Value(PRESENT))
    past = CourseEnrollment.history.filter(**wanted).order_by().values_list(*columns, "history_date", "history_type")
    enrolled: dict[Pair, tuple[str, bool, datetime]] = {}
    histories: dict[Pair, list[EnrollmentChange]] = {}
    for user_id, key, mode, is_active, time, kind in present.union(past, all=True):
        pair = (user_id, str(key))
        if kind == PRESENT:
            enrolled[pair] = (mode, is_active, _known(time))
        else:
            histories.setdefault(pair, []).append(EnrollmentChange(time, mode, is_active and kind != DELETED))
    found = {}
    for pair, (mode, is_active, created) in enrolled.items():
        history = without_repeats(sorted(histories.get(pair, ()), key=lambda change: change.time))
        found[pair] = Enrollment(mode, is_active, created, up_to(history, mode, is_active))
    return found


def grades(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
    """Return the persisted grades without any check.

    The function sends one query. ``passed_course`` is True if the grade has a letter.
    """
    from lms.djangoapps.grades.models import PersistentCourseGrade

    rows = PersistentCourseGrade.objects.filter(user_id__in=user_ids, course_id__in=parse_keys(runs))
    return {
        (user_id, str(key)): Grade(percent, bool(letter), passed, modified)
        for user_id, key, percent, letter, passed, modified in rows.values_list(
            "user_id", "course_id", "percent_grade", "letter_grade", "passed_timestamp", "modified"
        )
    }


def grades_outside(lowest: float, highest: float, runs: Sequence[str], *, limit: int) -> list[tuple[int, str, float]]:
    """Return triples of user id, run and grade for grades outside the two bounds.

    Sort the triples by run and user, and return at most ``limit`` triples. The function sends one query. PostgreSQL
    sorts NaN above every number.
    """
    from lms.djangoapps.grades.models import PersistentCourseGrade

    rows = PersistentCourseGrade.objects.filter(course_id__in=parse_keys(runs))
    beyond = rows.exclude(percent_grade__gte=lowest, percent_grade__lte=highest).order_by("course_id", "user_id")
    return [
        (user_id, str(key), percent)
        for user_id, key, percent in beyond.values_list("user_id", "course_id", "percent_grade")[:limit]
    ]


def certificates(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
    """Return the certificate of each learner and course run, and whether the certificate is invalidated.

    Include allowlisted learners who have no certificate. The function sends one query. The certificate's status
    ``unavailable`` does not prove an invalidation, so the query also reads the table of invalidations.
    """
    from lms.djangoapps.certificates.models import CertificateAllowlist, CertificateInvalidation, GeneratedCertificate

    wanted = {"user_id__in": user_ids, "course_id__in": parse_keys(runs)}
    invalidations = CertificateInvalidation.objects.filter(generated_certificate=OuterRef("pk"), active=True)
    columns = ("user_id", "course_id", "status", "mode", Exists(invalidations), Value(False))
    certified = GeneratedCertificate.objects.filter(**wanted).order_by().values_list(*columns)
    granted = (
        CertificateAllowlist.objects.filter(**wanted, allowlist=True)
        .order_by()
        .values_list("user_id", "course_id", Value(""), Value(""), Value(False), Value(True))
    )
    found: dict[Pair, CourseCertificate] = {}
    allowlisted: dict[Pair, CourseCertificate] = {}
    for user_id, key, status, mode, invalidated, is_granted in certified.union(granted, all=True):
        kept = allowlisted if is_granted else found
        kept[user_id, str(key)] = CourseCertificate(status, mode, bool(invalidated), bool(is_granted))
    for pair in found.keys() & allowlisted.keys():
        found[pair] = replace(found[pair], is_allowlisted=True)
    return allowlisted | found


def learners_of(runs: Sequence[str], *, after: int, limit: int) -> list[int]:
    """Return the ids of people who were ever enrolled in ``runs``.

    The ids are ascending and greater than ``after``. Leave out people whose retirement has begun or is complete.
    The function sends one query.
    """
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys(runs), user_id__gt=after).exclude(
        has_left("user__")
    )
    return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct()[:limit])


def number_of_learners(runs: Sequence[str]) -> int:
    """Count the people who were ever enrolled in ``runs``. Include people whose retirement has begun or is complete.

    The function sends one query.
    """
    from common.djangoapps.student.models import CourseEnrollment

    rows = CourseEnrollment.objects.filter(course_id__in=parse_keys(runs))
    return rows.values("user_id").distinct().count()


def _known(created: datetime | None) -> datetime:
    """Return the date of an enrollment.

    The oldest rows may have no date. Enrollments without a date are older than every program.
    """
    return created or FIRST
