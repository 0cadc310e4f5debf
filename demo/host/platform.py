"""Implement the package's ports on the host's tables. The ports return data and make no decisions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from host import models
from host.people import is_course_team
from micromasters_plugin.data import (
    Account,
    CourseCertificate,
    CourseRun,
    Enrollment,
    EnrollmentChange,
    ExamAttempt,
    Grade,
    Message,
    ServiceAttempt,
    ServiceExam,
)
from micromasters_plugin.exceptions import ExamServiceError, MissingNameError, UnknownUserError
from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.platform.mailing import hand_over


class DemoPlatform:
    """Implements every port of ``micromasters_plugin.platform``."""

    def existing_users(self, user_ids: Sequence[int]) -> set[int]:
        users = User.objects.filter(id__in=user_ids, is_active=True)
        return set(users.values_list("id", flat=True))

    def leavers(self, user_ids: Sequence[int]) -> set[int]:
        return set(User.objects.filter(id__in=user_ids, is_active=False).values_list("id", flat=True))

    def connect_retirement(self, receive: Callable[[int], None]) -> None:
        """Do nothing, because the demo retires no users."""

    def leaving_receivers(self) -> dict[str, Callable[[int], None] | None]:
        return {}

    def identifiers(self, user_id: int) -> tuple[str, ...]:
        names = User.objects.filter(id=user_id).values_list("username", "email")
        return tuple(text for row in names for text in row if text)

    def full_names(self, user_id: int) -> tuple[str, ...]:
        names = User.objects.filter(id=user_id).values_list("first_name", "last_name")
        return tuple(name for each in names if (name := " ".join(each).strip()))

    def runs_of_courses(self, courses: Iterable[str]) -> dict[str, list[CourseRun]]:
        runs: dict[str, list[CourseRun]] = {course: [] for course in courses}
        # Put runs without a start last, because databases sort NULL differently.
        rows = models.CourseRun.objects.filter(course__in=list(runs))
        for row in rows.order_by(F("start").asc(nulls_last=True), "key"):
            if row.course in runs:  # on MariaDB the query also finds courses that differ in case
                runs[row.course].append(_course_run(row))
        return runs

    def enrollments(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
        mine = models.Enrollment.objects.filter(user_id__in=user_ids, course_run_id__in=runs)
        histories: dict[Pair, list[EnrollmentChange]] = {}
        changes = models.EnrollmentChange.objects.filter(enrollment__in=mine).order_by("time", "id")
        columns = ("enrollment__user_id", "enrollment__course_run_id", "time", "mode", "is_active")
        for user_id, run, time, mode, is_active in changes.values_list(*columns):
            known = histories.setdefault((user_id, run), [])
            # Skip an entry of the history if the previous entry has the same mode and state.
            if not known or (known[-1].mode, known[-1].is_active) != (mode, is_active):
                known.append(EnrollmentChange(time, mode, is_active))
        rows = mine.values_list("user_id", "course_run_id", "mode", "is_active", "created")
        return {
            (user_id, run): Enrollment(*enrollment, tuple(histories.get((user_id, run), ())))
            for user_id, run, *enrollment in rows
        }

    def grades(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
        rows = models.PersistentGrade.objects.filter(user_id__in=user_ids, course_run_id__in=runs)
        columns = ("user_id", "course_run_id", "percent", "letter_grade", "passed_timestamp", "modified")
        return {
            (user_id, run): Grade(percent, letter != "", passed, modified)
            for user_id, run, percent, letter, passed, modified in rows.values_list(*columns)
        }

    def grades_outside(
        self, lowest: float, highest: float, runs: Sequence[str], *, limit: int
    ) -> list[tuple[int, str, float]]:
        rows = models.PersistentGrade.objects.filter(course_run_id__in=runs)
        beyond = rows.exclude(percent__gte=lowest, percent__lte=highest).order_by("course_run_id", "user_id")
        return list(beyond.values_list("user_id", "course_run_id", "percent")[:limit])

    def certificates(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
        rows = models.CourseCertificate.objects.filter(user_id__in=user_ids, course_run_id__in=runs)
        columns = ("user_id", "course_run_id", "status", "mode", "is_invalidated", "is_allowlisted")
        return {(user_id, run): CourseCertificate(*row) for user_id, run, *row in rows.values_list(*columns)}

    def exam_attempts(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
        """Return nothing, because the demo's exams run in edx-exams, whose attempts the LMS does not store."""
        return {}

    def exam_service_runs(self, runs: Sequence[str]) -> set[str]:
        """Return nothing, because the demo sends the events of an exam service, but has no exam service."""
        return set()

    def service_exams(self, run: str) -> list[ServiceExam] | None:
        raise ExamServiceError("the demo has no exam service")

    def service_attempts(self, exam: ServiceExam) -> list[ServiceAttempt]:
        raise ExamServiceError("the demo has no exam service")

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        rows = models.Enrollment.objects.filter(course_run_id__in=runs, user_id__gt=after, user__is_active=True)
        return list(rows.order_by("user_id").values_list("user_id", flat=True).distinct()[:limit])

    def number_of_learners(self, runs: Sequence[str]) -> int:
        rows = models.Enrollment.objects.filter(course_run_id__in=runs)
        return rows.values("user_id").distinct().count()

    def changed_since(self, since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
        enrollments = models.Enrollment.objects.filter(course_run_id__in=runs, history__time__gte=since)
        grades = models.PersistentGrade.objects.filter(course_run_id__in=runs, modified__gte=since)
        certificates = models.CourseCertificate.objects.filter(course_run_id__in=runs, modified__gte=since)
        for rows in (enrollments, grades, certificates):
            yield from rows.values_list("user_id", "course_run_id").iterator()

    def members_of(self, run: str, *, modes: Sequence[str], since: datetime) -> Iterable[int]:
        rows = models.Enrollment.objects.filter(course_run_id=run, is_active=True, mode__in=modes, user__is_active=True)
        past = models.EnrollmentChange.objects.filter(enrollment_id=OuterRef("id"))
        before = past.filter(time__lte=since).order_by("-time", "-id")
        rows = rows.exclude(Exists(past.filter(time__gt=since).exclude(is_active=True, mode__in=modes)))
        rows = rows.annotate(
            mode_then=Subquery(before.values("mode")[:1]), active_then=Subquery(before.values("is_active")[:1])
        )
        return rows.filter(mode_then__in=modes, active_then=True).values_list("user_id", flat=True)

    def is_member(self, user_id: int, run: str) -> bool:
        return models.Enrollment.objects.filter(user_id=user_id, course_run_id=run, is_active=True).exists()

    def is_viewed_as_any_learner(self, run: str) -> bool:
        """Return False, because the demo has no masquerading."""
        return False

    def is_course_staff(self, user_id: int, run: str) -> bool:
        """Tell whether the person is on the course team. All courses of the demo have the same team."""
        user = User.objects.filter(id=user_id).first()
        return user is not None and is_course_team(user) and models.CourseRun.objects.filter(key=run).exists()

    def display_runs(self, runs: Sequence[str]) -> dict[str, CourseRun]:
        return {row.key: _course_run(row) for row in models.CourseRun.objects.filter(key__in=runs)}

    def usernames(self, user_ids: Sequence[int]) -> dict[int, str]:
        return dict(User.objects.filter(id__in=user_ids).values_list("id", "username"))

    def find_people(self, name: str) -> list[int]:
        people = User.objects.filter(Q(username=name) | Q(email=name) if "@" in name else Q(username=name))
        return list(people.order_by("id").values_list("id", flat=True))

    def credential_name(self, user_id: int) -> str:
        name = _user(user_id).get_full_name()
        if not name:
            raise MissingNameError(f"user {user_id} has no name to put on a credential")
        return name

    def credential_names(self, user_ids: Sequence[int]) -> dict[int, str]:
        names = {user.id: user.get_full_name() for user in User.objects.filter(id__in=user_ids)}
        return {user_id: name for user_id, name in names.items() if name}

    def account(self, user_id: int) -> Account:
        user = _user(user_id)
        return Account(user.id, user.username, user.email, user.get_full_name(), user.is_active)

    def credential_host(self) -> str:
        return settings.DEMO_URL

    def send(self, message: Message) -> None:
        with translation.override(message.language or translation.get_language()):
            subject, text, html = (
                render_to_string(f"micromasters/edx_ace/{message.kind}/email/{part}", dict(message.context))
                for part in ("subject.txt", "body.txt", "body.html")
            )
        email = EmailMultiAlternatives(
            subject.strip(), text, to=[_user(message.user_id).email], headers={"Message-ID": message.header}
        )
        email.attach_alternative(html, "text/html")
        hand_over(email)


def _user(user_id: int) -> User:
    try:
        return User.objects.get(id=user_id)
    except User.DoesNotExist:
        raise UnknownUserError(f"the demo has no user {user_id}") from None


def _course_run(row: models.CourseRun) -> CourseRun:
    return CourseRun(
        key=row.key,
        title=row.title,
        start=row.start,
        end=row.end,
        passing_grade=Decimal(repr(row.lowest_passing_grade)),
        enrollment_end=row.enrollment_end,
        upgrade_deadline=row.upgrade_deadline,
        certificates_available=row.certificates_available,
        upgrade_price=row.upgrade_price,
        currency=row.currency,
        url=reverse("host:course", args=[row.key]),
    )
