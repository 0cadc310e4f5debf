"""The one door to the host platform: what the rest of the package may ask of it.

Implemented by ``platform/edxapp`` on Open edX and by ``demo/`` in the demo host. Every read takes *lists* and
costs a constant number of queries; verdict reads and display reads are kept apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Protocol

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from micromasters_plugin import app_settings

if TYPE_CHECKING:
    from micromasters_plugin.data import (
        Account,
        CourseCertificate,
        CourseRun,
        Enrollment,
        ExamAttempt,
        Grade,
        Message,
        ServiceAttempt,
        ServiceExam,
    )

#: (user id, course run key)
Pair = tuple[int, str]


class Platform(Protocol):
    """What a host answers. Users and runs it does not know are simply absent from the answers."""

    # --- what verdicts need ---------------------------------------------------------------------------------------

    def existing_users(self, user_ids: Sequence[int]) -> set[int]:
        """Return those of ``user_ids`` that are people of this platform and are not being retired. One query."""

    def leavers(self, user_ids: Sequence[int]) -> set[int]:
        """Return those of ``user_ids`` whose retirement has begun or is complete. One query."""

    def runs_of_courses(self, courses: Iterable[str]) -> dict[str, list[CourseRun]]:
        """Map each course (``ORG+NUMBER``) to its runs, oldest start first and dateless last. One query.

        CCX runs are left out. ``title``, ``start``, ``end`` and ``passing_grade`` are filled; the other fields may be
        empty.
        """

    def enrollments(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Enrollment]:
        """Return the enrollments with their histories, inactive ones included. Two queries at most."""

    def grades(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, Grade]:
        """Return the persisted grades, unchecked. One query."""

    def grades_outside(
        self, lowest: float, highest: float, runs: Sequence[str], *, limit: int
    ) -> list[tuple[int, str, float]]:
        """Return (user id, run, grade) of up to ``limit`` grades in ``runs`` that are not in ``lowest`` to ``highest``.

        A grade that is no number is among them. By run, then user. One query.
        """

    def certificates(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, CourseCertificate]:
        """Return course certificates with their invalidations, and who is allowlisted. Two queries at most."""

    def exam_attempts(self, user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
        """Return the proctored attempts that the platform itself keeps, newest per exam. At most one query."""

    def learners_of(self, runs: Sequence[str], *, after: int, limit: int) -> list[int]:
        """Return ids of people ever enrolled in ``runs``, in any mode, ascending, greater than ``after``. One query.

        People who are leaving or have left are left out.
        """

    def number_of_learners(self, runs: Sequence[str]) -> int:
        """Return about how many ``learners_of`` would list in all, those who are leaving counted. One query."""

    def changed_since(self, since: datetime, runs: Sequence[str]) -> Iterator[Pair]:
        """Yield whose grade, enrollment, certificate or proctored attempt in which of ``runs`` was saved since then.

        ``since`` is included. In no order, and one pair perhaps several times. Six queries at most; rows are streamed.
        What was deleted or written past the models shows no date and is not found.
        """

    # --- the exam service, over the network: for an operator's command, never for a verdict, a page or a receiver -----

    def exam_service_runs(self, runs: Sequence[str]) -> set[str]:
        """Return those of ``runs`` whose proctored exams an exam service is to keep. It is not asked for that."""

    def service_exams(self, run: str) -> list[ServiceExam] | None:
        """Return the run's proctored exams that are in use; None where the service does not keep its exams.

        Raises:
            ExamServiceError: the service cannot be asked, or what it says cannot be read.
        """

    def service_attempts(self, exam: ServiceExam) -> list[ServiceAttempt]:
        """Return the attempts at an exam that were handed in, newest first.

        Raises:
            ExamServiceError: the service cannot be asked, or what it says cannot be read or is not whole.
        """

    # --- course teams ---------------------------------------------------------------------------------------------

    def members_of(self, run: str, *, modes: Sequence[str], since: datetime) -> Iterable[int]:
        """Return ids of people who have been in the run in one of ``modes`` all the time since ``since``.

        May be a queryset, for use inside another query. People who are leaving or have left are left out.
        """

    def is_member(self, user_id: int, run: str) -> bool:
        """Tell whether the person is enrolled in the run now, in any mode. One query."""

    def is_viewed_as_anybody(self, run: str) -> bool:
        """Tell whether the present request is that of staff who view the run as a learner, but nobody in particular.

        No query: it is in their session.
        """

    def is_course_staff(self, user_id: int, run: str) -> bool:
        """Tell whether the person is staff or instructor of the run or of its organisation, or staff of the site.

        Roles that do less, such as beta testers and limited staff, are not meant. At most three queries.
        """

    # --- people who leave -----------------------------------------------------------------------------------------

    def tell_of_leavers(self, receive: Callable[[int], None]) -> None:
        """Have ``receive`` called with the id of whoever the platform retires, and let through what it raises."""

    def leaving_receivers(self) -> dict[str, Callable[[int], None] | None]:
        """Map each signal of the platform's retirement to what ``tell_of_leavers`` connected, found where it is now.

        None where nothing of ours is connected; {} where a host has no such signals. What is found takes an id.
        """

    def identifiers(self, user_id: int) -> tuple[str, ...]:
        """Return the user names and e-mail addresses, present and original, that may stand in an event's text.

        () for somebody unknown.
        """

    def full_names(self, user_id: int) -> tuple[str, ...]:
        """Return the person's present and former names here; () for an unknown user."""

    # --- what people are shown ------------------------------------------------------------------------------------

    def display_runs(self, runs: Sequence[str]) -> dict[str, CourseRun]:
        """Return runs with price, deadlines and address, in a constant number of queries."""

    def usernames(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Map those of ``user_ids`` who have an account to their usernames. One query."""

    def find_people(self, name: str) -> list[int]:
        """Return the ids, ascending, of those whose username or e-mail address is exactly ``name``.

        Two queries at most, each answered by an index however many people there are.
        """

    def credential_name(self, user_id: int) -> str:
        """Return the name to put on a credential: the verified name where the site uses it, else the profile's.

        Raises:
            MissingNameError: there is none; a username is no name.
            UnknownUserError: there is no such person.
        """

    def credential_names(self, user_ids: Sequence[int]) -> dict[int, str]:
        """Return the same for many people at once; people without a name, and unknown users, are absent."""

    def account(self, user_id: int) -> Account:
        """Return who the person is to the site, for events that carry it.

        Raises:
            UnknownUserError: there is no such person.
        """

    def send(self, message: Message) -> None:
        """Hand a message to the person's mail system, in its language or the person's own.

        It returns once the message was handed over. It takes at most ``MICROMASTERS_MAIL_SECONDS``, except that a name
        server may keep it waiting. After any error but those below nobody knows whether the message was sent. The words
        of those below are logged, so they name nobody: what a mail server said belongs in the error's cause.

        Raises:
            NotSentError: it certainly was not sent, or the site's policy forbids it. Another try may succeed.
            MailServerDownError: it was not sent, and no other message would be for now.
            RefusedMessageError: it was not sent, and another try is of no use.
            UnknownUserError: there is no such person.
        """

    def credential_host(self) -> str:
        """Return the site's base address without a trailing slash, such as ``https://courses.example.org``."""


@cache
def _load(path: str) -> Platform:
    try:
        return import_string(path)()
    except ImportError as error:
        raise ImproperlyConfigured(f"MICROMASTERS_PLATFORM names {path}: {error}") from error


def get_platform() -> Platform:
    """Return the host's implementation, named by the setting ``MICROMASTERS_PLATFORM``.

    Raises:
        ImproperlyConfigured: there is no such class. The process does not start: it would erase nobody who leaves.
    """
    return _load(app_settings.platform())
