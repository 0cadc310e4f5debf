"""Send requests to edx-exams with a token of the LMS for the account ``EXAMS_SERVICE_USERNAME``, as Studio does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model

from micromasters_plugin.data.truth import ServiceAttempt, ServiceExam
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.platform.edxapp import exams_api
from micromasters_plugin.platform.edxapp.keys import parse_keys
from micromasters_plugin.platform.edxapp.leaving import has_left

if TYPE_CHECKING:
    from requests import Session

#: Studio uses this name if ``EXAMS_SERVICE_USERNAME`` is missing. Some releases of the LMS do not define the setting.
USERNAME = "edx_exams_worker"

#: One query has at most this many usernames.
CHUNK = 500


def exam_service_runs(runs: Sequence[str]) -> set[str]:
    """Return the runs whose flag ``course_apps.exams_ida`` is on.

    Studio registers the exams of these runs with the service. ``EXAMS_SERVICE_URL`` does not show that a service
    exists, because the platform has a default for this setting.
    """
    if not getattr(settings, "EXAMS_SERVICE_URL", ""):
        return set()
    from openedx.core.djangoapps.course_apps.toggles import exams_ida_enabled

    return {str(key) for key in parse_keys(runs) if exams_ida_enabled(key)}.intersection(runs)


def service_exams(run: str) -> list[ServiceExam] | None:
    """Return the run's proctored exams in use. Return None if the service leaves the run to edx-proctoring.

    Raises:
        ExamServiceError: the service cannot be reached, or the service's answer cannot be read.
    """
    with _session() as session:
        return exams_api.proctored_exams(session, settings.EXAMS_SERVICE_URL, run)


def service_attempts(exam: ServiceExam) -> list[ServiceAttempt]:
    """Return the attempts that learners handed in, with the newest attempt first.

    The service knows people only by username.

    Raises:
        ExamServiceError: the service cannot be reached, or the service's answer is unreadable or incomplete.
    """
    with _session() as session:
        listed = exams_api.attempt_rows(session, settings.EXAMS_SERVICE_URL, exam)
    rows = [row for row in listed if row.word not in exams_api.NOT_HANDED_IN]
    ids = _ids_of([row.username for row in rows])
    return [ServiceAttempt(row.id, ids.get(row.username), row.word, exams_api.STATUS.get(row.word)) for row in rows]


@contextmanager
def _session() -> Iterator[Session]:
    import requests
    from edx_rest_api_client.auth import SuppliedJwtAuth
    from openedx.core.djangoapps.oauth_dispatch.jwt import create_jwt_for_user

    name = getattr(settings, "EXAMS_SERVICE_USERNAME", USERNAME)
    user = get_user_model().objects.filter(username=name).first()
    if user is None:
        raise ExamServiceError(f"the LMS has no account {name!r} (EXAMS_SERVICE_USERNAME) to ask the exam service by")
    with requests.Session() as session:
        session.auth = SuppliedJwtAuth(create_jwt_for_user(user))
        yield session


def _ids_of(usernames: Sequence[str]) -> dict[str, int]:
    """Map usernames to ids, but leave out people whose retirement has begun or is complete."""
    people = get_user_model().objects.exclude(has_left())
    ids: dict[str, int] = {}
    for start in range(0, len(usernames), CHUNK):
        found = people.filter(username__in=usernames[start : start + CHUNK])
        ids.update(found.values_list("username", "id"))
    return ids
