"""Read results from the API of edx-exams, and know the API's addresses, pages and status words.

This module does not use the LMS. The module was tested with edx-exams of February 2026. An attempt in that API has
neither the learner's id in the LMS nor the time of the attempt's status. The API lists only the active exams of a
course.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from micromasters_plugin.data.states import ExamStatus
from micromasters_plugin.data.truth import ServiceExam
from micromasters_plugin.exceptions import ExamServiceError

if TYPE_CHECKING:
    from requests import Session

#: A request waits this many seconds for a connection, and then this many seconds for the next bytes of an answer.
TIMEOUT = (5, 20)

#: One page has this many attempts.
PAGE = 200

#: An exam with this ``exam_type`` proves the learner's identity.
PROCTORED = "proctored"

#: A learner's attempt has one of these statuses after the learner handed in the exam. No event announces a second
#: review.
STATUS = {
    "submitted": ExamStatus.SUBMITTED,
    "second_review_required": ExamStatus.SUBMITTED,
    "verified": ExamStatus.VERIFIED,
    "rejected": ExamStatus.REJECTED,
    "error": ExamStatus.ERRORED,
}

#: A learner's attempt has one of these statuses before the learner hands in the exam. No event announces these
#: statuses.
NOT_HANDED_IN = frozenset(
    (
        "created",
        "download_software_clicked",
        "ready_to_start",
        "started",
        "ready_to_submit",
        "timed_out",
        "expired",
    )
)

#: This table maps an HTTP status to the most likely cause.
CAUSES = {
    401: "it does not know the key that the LMS signs its tokens with",
    403: "the account that asks is not staff",
    404: "there is no such address or exam; EXAMS_SERVICE_URL usually ends with /api/v1",
}

#: These exceptions occur while code parses an answer of unexpected form.
MALFORMED = (KeyError, TypeError, ValueError, OverflowError)


class AttemptRow(NamedTuple):
    """This record is an attempt in the service's list."""

    id: int
    username: str
    word: str


def proctored_exams(session: Session, base: str, run: str) -> list[ServiceExam] | None:
    """Return the run's proctored exams that are in use. Return None if the service leaves the run to edx-proctoring.

    Raises:
        ExamServiceError: the service cannot be reached, or the service's answer cannot be read.
    """
    url = f"{base.rstrip('/')}/exams/course_id/{quote(run, safe=':+/')}/"
    status, answer = _get(session, url)
    if status == 404 and answer == []:
        return None
    _require_ok(url, status)
    try:
        return [
            ServiceExam(int(exam["id"]), run, str(exam["content_id"]))
            for exam in answer
            if exam["exam_type"] == PROCTORED
        ]
    except MALFORMED as error:
        raise _unreadable(url, error) from error


def attempt_rows(session: Session, base: str, exam: ServiceExam) -> list[AttemptRow]:
    """Read all attempts at an exam page by page, and return the attempts with the newest attempt first.

    The code computes the next page's address. Behind a proxy, the answer may name another host, which must not get the
    token.

    Raises:
        ExamServiceError: the service cannot be reached, the service's answer cannot be read, or attempts were deleted
            meanwhile.
    """
    url = f"{base.rstrip('/')}/instructor_view/course_id/{quote(exam.course_run, safe=':+/')}/attempts"
    rows: dict[int, AttemptRow] = {}
    offset, counts = 0, [1]
    while offset < counts[-1]:
        status, answer = _get(session, url, exam_id=exam.id, limit=PAGE, offset=offset)
        _require_ok(url, status)
        try:
            page = [_row(row) for row in answer["results"]]
            counts.append(int(answer["count"]))
        except MALFORMED as error:
            raise _unreadable(url, error) from error
        if not page:
            break
        rows.update((row.id, row) for row in page)
        offset += len(page)
    _require_whole(url, len(rows), counts[1])
    return list(rows.values())


def _row(row: Any) -> AttemptRow:
    username, word = row["username"], row["attempt_status"]
    if not isinstance(username, str) or not isinstance(word, str):
        raise TypeError(f"{username!r} and {word!r} are to be texts")
    return AttemptRow(int(row["attempt_id"]), username, word)


def _require_whole(url: str, read: int, count: int) -> None:
    """Raise an error if the exam service sent an incomplete list.

    If somebody deletes an attempt meanwhile, another attempt moves to a page that was already read. A new attempt comes
    first in the list, so the function still reads all other attempts.
    """
    if read < count:
        raise ExamServiceError(f"{url} sent an incomplete list of attempts ({read} of {count}): try again")


def _get(session: Session, url: str, **params: int) -> tuple[int, Any]:
    """Return the answer's status and content.

    The content is None if the answer is not JSON and the status is not 200.
    """
    import requests

    try:
        response = session.get(url, params=params, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise ExamServiceError(f"{url} cannot be reached: {error}") from error
    try:
        return response.status_code, response.json()
    except ValueError as error:
        if response.status_code == 200:
            raise _unreadable(url, error) from error
        return response.status_code, None


def _require_ok(url: str, status: int) -> None:
    if status != 200:
        cause = f": {CAUSES[status]}" if status in CAUSES else ""
        raise ExamServiceError(f"{url} answers with status {status}{cause}")


def _unreadable(url: str, error: Exception) -> ExamServiceError:
    return ExamServiceError(f"{url} gives an unreadable answer: {error!r}")
