"""Simulate the platform in memory. Tests set the truth that the package reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from django.core.mail import EmailMessage

from micromasters_plugin.data.mail import Message
from micromasters_plugin.data.truth import (
    Account,
    CourseCertificate,
    CourseRun,
    Enrollment,
    EnrollmentChange,
    ExamAttempt,
    Grade,
    ServiceAttempt,
    ServiceExam,
)
from micromasters_plugin.domain.definition import course_of_run
from micromasters_plugin.exceptions import MissingNameError, UnknownUserError
from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.platform.mailing import hand_over

START = datetime(2026, 1, 10, tzinfo=UTC)


class FakePlatform:
    """A platform in memory that implements every port of ``platform``.

    All instances share the same dictionaries. The method ``reset`` empties these dictionaries.
    """

    runs: dict[str, CourseRun] = {}
    users: dict[int, str] = {}
    enrolled: dict[Pair, Enrollment] = {}
    graded: dict[Pair, Grade] = {}
    certified: dict[Pair, CourseCertificate] = {}
    certificates_saved: dict[Pair, datetime] = {}
    retiring: set[int] = set()
    on_leaving: Callable[[int], None] | None = None
    staff: set[Pair] = set()
    viewed_as_anybody: set[str] = set()
    poison: set[int] = set()
    #: The exams of each course run at the exam service. The value is None for a run without exams, or is an exception
    #: that a request raises.
    served: dict[str, list[ServiceExam] | Exception | None] = {}
    #: The attempts at each exam at the exam service, or the exception that a request raises.
    listed: dict[int, list[ServiceAttempt] | Exception] = {}

    @classmethod
    def reset(cls) -> None:
        tables = (
            cls.runs,
            cls.users,
            cls.enrolled,
            cls.graded,
            cls.certified,
            cls.certificates_saved,
            cls.served,
            cls.listed,
        )
        for table in (*tables, cls.retiring, cls.staff, cls.viewed_as_anybody, cls.poison):
            table.clear()

    # --- methods for tests ------------------------------------------------------------------------------------

    def add_run(self, key: str, *, start: datetime | None = START, passing_grade: str = "0.5", **fields) -> CourseRun:
        run = CourseRun(key, title=key, start=start, passing_grade=Decimal(passing_grade), **fields)
        self.runs[key] = run
        return run

    def add_learner(self, user_id: int, name: str = "Amina Haddad") -> int:
        self.users[user_id] = name
        return user_id

    def enroll(self, user_id: int, run: str, mode: str = "verified", *, is_active: bool = True, created=START) -> None:
        if run not in self.runs:
            self.add_run(run)
        self.add_learner(user_id, self.users.get(user_id, "Amina Haddad"))
        self.enrolled[user_id, run] = Enrollment(mode, is_active, created)

    def change_enrollment(self, user_id: int, run: str, mode: str, *, is_active: bool, time: datetime) -> None:
        """Enroll, upgrade or unenroll a user at ``time``, with the history that the platform keeps."""
        known = self.enrolled.get((user_id, run), Enrollment(mode, is_active, time))
        change = EnrollmentChange(time, mode, is_active)
        if not known.history or replace(known.history[-1], time=time) != change:
            self.enrolled[user_id, run] = Enrollment(mode, is_active, known.created, (*known.history, change))

    def allowlist(self, user_id: int, run: str) -> None:
        known = self.certified.get((user_id, run), CourseCertificate("", "", is_invalidated=False))
        self.certified[user_id, run] = replace(known, is_allowlisted=True)
        self.certificates_saved[user_id, run] = datetime.now(UTC)

    def grade(self, user_id: int, run: str, percent: float, *, modified: datetime = START) -> None:
        if run not in self.runs:
            self.add_run(run)
        passed = percent >= float(self.runs[run].passing_grade or 0)
        self.graded[user_id, run] = Grade(percent, passed, modified if passed else None, modified)

    def pass_run(self, user_id: int, run: str, percent: float = 0.8) -> None:
        self.enroll(user_id, run)
        self.grade(user_id, run, percent)

    # --- methods of the ports --------------------------------------------------------------------------------

    def existing_users(self, user_ids: Sequence[int]) -> set[int]:
        return set(user_ids) & set(self.users) - self.retiring

    def leavers(self, user_ids: Sequence[int]) -> set[int]:
        return set(user_ids) & self.retiring

    def connect_retirement(self, receive: Callable[[int], None]) -> None:
        """Store the callback. A test calls this callback when a person leaves."""
        type(self).on_leaving = staticmethod(receive)

    def leaving_receivers(self) -> dict[str, Callable[[int], None] | None]:
        return {"LEAVING": self.on_leaving}

    def identifiers(self, user_id: int) -> tuple[str, ...]:
        return (f"learner{user_id}", f"learner{user_id}@example.org") if user_id in self.users else ()

    def full_names(self, user_id: int) -> tuple[str, ...]:
        return (self.users[user_id],) if self.users.get(user_id) else ()

    def runs_of_courses(self, courses: Iterable[str]) -> dict[str, list[CourseRun]]:
        found: dict[str, list[CourseRun]] = {course: [] for course in courses}
        for run in sorted(self.runs.values(), key=lambda run: (run.start is None, run.start or START, run.key)):
            if "ccx" not in run.key and course_of_run(run.key) in found:
                found[course_of_run(run.key)].append(run)
        return found

    def enrollments(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
        if self.poison & set(user_ids):
            raise RuntimeError("a row that cannot be read")
        return _select(self.enrolled, user_ids, runs)

    def grades(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
        return _select(self.graded, user_ids, runs)

    def grades_outside(
        self, lowest: float, highest: float, runs: Sequence[str], *, limit: int
    ) -> list[tuple[int, str, float]]:
        rows = sorted((run, user, grade.percent) for (user, run), grade in self.graded.items() if run in runs)
        return [(user, run, percent) for run, user, percent in rows if not lowest <= percent <= highest][:limit]

    def certificates(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
        return _select(self.certified, user_ids, runs)

    def exam_attempts(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
        return {}

    def exam_service_runs(self, runs: Sequence[str]) -> set[str]:
        return self.served.keys() & set(runs)

    def service_exams(self, run: str) -> list[ServiceExam] | None:
        return _answer(self.served.get(run))

    def service_attempts(self, exam: ServiceExam) -> list[ServiceAttempt]:
        return _answer(self.listed.get(exam.id, []))

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        found = {user for user, run in self.enrolled if run in runs and user > after}
        return sorted(found - self.retiring)[:limit]

    def number_of_learners(self, runs: Sequence[str]) -> int:
        return len({user for user, run in self.enrolled if run in runs})

    def changed_since(self, since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
        grades = {pair: grade.modified for pair, grade in self.graded.items()}
        enrollments = {
            pair: enrollment.history[-1].time if enrollment.history else enrollment.created
            for pair, enrollment in self.enrolled.items()
        }
        for table in (grades, enrollments, self.certificates_saved):
            yield from (pair for pair, saved in table.items() if pair[1] in runs and saved >= since)

    def display_runs(self, runs: Sequence[str]) -> dict[str, CourseRun]:
        return {key: self.runs[key] for key in runs if key in self.runs}

    def members_of(self, run: str, *, modes: Sequence[str], since: datetime) -> list[int]:
        rows = ((user, row) for (user, key), row in self.enrolled.items() if key == run and user not in self.retiring)
        return [user for user, row in rows if _has_been_in(row, modes, since)]

    def is_member(self, user_id: int, run: str) -> bool:
        row = self.enrolled.get((user_id, run))
        return row is not None and row.is_active

    def is_viewed_as_any_learner(self, run: str) -> bool:
        return run in self.viewed_as_anybody

    def is_course_staff(self, user_id: int, run: str) -> bool:
        return (user_id, run) in self.staff

    def usernames(self, user_ids: Sequence[int]) -> dict[int, str]:
        return {user_id: f"learner{user_id}" for user_id in user_ids if user_id in self.users}

    def find_people(self, name: str) -> list[int]:
        people = sorted(self.users)
        return [user_id for user_id in people if name in (f"learner{user_id}", f"learner{user_id}@example.org")]

    def credential_name(self, user_id: int) -> str:
        name = self._name(user_id)
        if not name.strip():
            raise MissingNameError(f"user {user_id} has no name")
        return name

    def credential_names(self, user_ids: Sequence[int]) -> dict[int, str]:
        return {user_id: self.users[user_id] for user_id in user_ids if self.users.get(user_id, "").strip()}

    def account(self, user_id: int) -> Account:
        return Account(user_id, f"learner{user_id}", f"learner{user_id}@example.org", self._name(user_id), True)

    def send(self, message: Message) -> None:
        to = self.account(message.user_id).email
        about = message.context
        headers = {"Message-ID": message.header}
        hand_over(EmailMessage(str(about["program_title"]), str(about["url"]), to=[to], headers=headers))

    def credential_host(self) -> str:
        return "https://courses.example.org"

    def _name(self, user_id: int) -> str:
        if user_id not in self.users:
            raise UnknownUserError(f"no user {user_id}")
        return self.users[user_id]


def _has_been_in(row: Enrollment, modes: Sequence[str], since: datetime) -> bool:
    history = row.history or (EnrollmentChange(row.created, row.mode, row.is_active),)
    before = [change for change in history if change.time <= since][-1:]
    times = [*before, *(change for change in history if change.time > since), row]
    return bool(before) and all(one.is_active and one.mode in modes for one in times)


def _select(table: dict, user_ids: Sequence[int], runs: Sequence[str]) -> dict:
    users, keys = set(user_ids), set(runs)
    return {pair: row for pair, row in table.items() if pair[0] in users and pair[1] in keys}


def _answer(set_by_a_test):
    if isinstance(set_by_a_test, Exception):
        raise set_by_a_test
    return set_by_a_test
