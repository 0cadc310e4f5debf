"""The package's port over the host's tables. It answers questions; verdicts are none of its business."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import F
from django.urls import reverse

from host import models
from micromasters_plugin.data import Account, CourseCertificate, CourseRun, Enrollment, ExamAttempt, Grade
from micromasters_plugin.platform.port import Pair


class DemoPlatform:
    """Implements ``micromasters_plugin.platform.port.Platform``."""

    def existing_users(self, user_ids: Sequence[int]) -> set[int]:
        return set(get_user_model().objects.filter(id__in=user_ids).values_list("id", flat=True))

    def runs_of_courses(self, courses: Iterable[str]) -> dict[str, list[CourseRun]]:
        runs = defaultdict(list)
        # By start, dateless runs last, on every database: NULL sorts differently between them.
        rows = models.CourseRun.objects.filter(course__in=list(courses))
        for row in rows.order_by(F("start").asc(nulls_last=True), "key"):
            runs[row.course].append(_course_run(row))
        return dict(runs)

    def enrollments(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
        rows = models.Enrollment.objects.filter(user_id__in=user_ids, course_run_id__in=runs)
        return {(row.user_id, row.course_run_id): Enrollment(row.mode, row.is_active, row.created) for row in rows}

    def grades(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
        rows = models.PersistentGrade.objects.filter(user_id__in=user_ids, course_run_id__in=runs)
        return {
            (row.user_id, row.course_run_id): Grade(
                row.percent, row.letter_grade != "", row.passed_timestamp, row.modified
            )
            for row in rows
        }

    def certificates(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
        rows = models.CourseCertificate.objects.filter(user_id__in=user_ids, course_run_id__in=runs)
        return {
            (row.user_id, row.course_run_id): CourseCertificate(row.status, row.mode, row.is_invalidated)
            for row in rows
        }

    def exam_attempts(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
        """Nothing: the demo's exams are those of edx-exams, of which the LMS keeps no attempt."""
        return {}

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        rows = models.Enrollment.objects.filter(course_run_id__in=runs, user_id__gt=after).order_by("user_id")
        return list(rows.values_list("user_id", flat=True).distinct()[:limit])

    def display_runs(self, runs: Sequence[str]) -> dict[str, CourseRun]:
        return {row.key: _course_run(row) for row in models.CourseRun.objects.filter(key__in=runs)}

    def credential_name(self, user_id: int) -> str:
        return get_user_model().objects.get(id=user_id).get_full_name()

    def account(self, user_id: int) -> Account:
        user = get_user_model().objects.get(id=user_id)
        return Account(user.id, user.username, user.email, user.get_full_name(), user.is_active)

    def credential_host(self) -> str:
        return settings.DEMO_URL


def _course_run(row: models.CourseRun) -> CourseRun:
    return CourseRun(
        key=row.key,
        title=row.title,
        start=row.start,
        end=row.end,
        passing_grade=Decimal(repr(row.lowest_passing_grade)),
        enrollment_end=row.enrollment_end,
        upgrade_deadline=row.upgrade_deadline,
        upgrade_price=row.upgrade_price,
        currency=row.currency,
        url=reverse("host:course", args=[row.key]),
    )
