"""Find recent changes by the dates on which the platform saved rows. Other modules interpret the changes.

Only the table of grades has an index on the date. Queries search the other tables by course run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.apps import apps
from django.db.models import QuerySet

from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.gradebook import Pair

#: The database returns this many rows at a time.
CHUNK = 2000


def changed_since(since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
    """Yield the learner and run of each grade, enrollment, certificate and proctored attempt saved since ``since``.

    The pairs have no order and may repeat. The function sends six queries, or five queries if edx-proctoring is absent,
    and streams the rows.
    """
    from common.djangoapps.student.models import CourseEnrollment
    from lms.djangoapps.certificates.models import CertificateAllowlist, CertificateInvalidation, GeneratedCertificate
    from lms.djangoapps.grades.models import PersistentCourseGrade

    keys = parse_keys(runs)
    yield from _pairs(PersistentCourseGrade.objects.filter(modified__gte=since, course_id__in=keys))
    yield from _pairs(CourseEnrollment.history.filter(history_date__gte=since, course_id__in=keys))
    yield from _pairs(GeneratedCertificate.objects.filter(modified_date__gte=since, course_id__in=keys))
    yield from _pairs(CertificateAllowlist.objects.filter(modified__gte=since, course_id__in=keys))
    invalidations = CertificateInvalidation.objects.filter(modified__gte=since)
    yield from _pairs(invalidations.filter(generated_certificate__course_id__in=keys), "generated_certificate__")
    if apps.is_installed("edx_proctoring"):
        from edx_proctoring.models import ProctoredExamStudentAttempt

        attempts = ProctoredExamStudentAttempt.objects.filter(modified__gte=since)
        yield from _pairs(attempts.filter(proctored_exam__course_id__in=runs), course="proctored_exam__")


def _pairs(rows: QuerySet, user: str = "", course: str | None = None) -> Iterator[Pair]:
    """Yield the learner and run of each row.

    ``user`` and ``course`` are the paths to the columns with the learner and the run.
    """
    columns = (f"{user}user_id", f"{user if course is None else course}course_id")
    for user_id, key in rows.values_list(*columns).iterator(chunk_size=CHUNK):
        yield user_id, str(key)
