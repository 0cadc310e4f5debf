"""Test the client of edx-exams with a fake server, which imitates recorded answers of the real service."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator

import pytest
import requests

from micromasters_plugin.data import ServiceExam
from micromasters_plugin.exceptions import ExamServiceError
from micromasters_plugin.platform.edxapp import exams_api
from tests.exam_service import HTML, JSON, SERVER_ERROR, Answer, ExamService, serving
from tests.factories import run_of

RUN = run_of("1x")
EXAM = "block-v1:Ex+1x+2026+type@sequential+block@exam"


@pytest.fixture
def service() -> Iterator[ExamService]:
    with serving() as service:
        yield service


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers["Authorization"] = "JWT token"
        yield session


def test_the_exams_of_a_run_that_prove_identity_are_read(service: ExamService, session: requests.Session) -> None:
    exam_id = service.add_exam(RUN)
    for exam_type in ("timed", "practice", "onboarding"):
        service.add_exam(RUN, exam_type=exam_type, block=exam_type)
    assert exams_api.proctored_exams(session, service.url, RUN) == [ServiceExam(exam_id, RUN, EXAM)]


def test_a_run_that_is_left_to_edx_proctoring_has_no_exams_there(
    service: ExamService, session: requests.Session
) -> None:
    assert exams_api.proctored_exams(session, service.url, RUN) is None


@pytest.mark.parametrize("run", ["Ex/1x/2012", "course-v1:Zoë+1x+2026", "course-v1:Ex+1x+20?26#a"])
def test_a_run_of_any_form_is_asked_for_by_its_key(service: ExamService, session: requests.Session, run: str) -> None:
    service.add_exam(run)
    [exam] = exams_api.proctored_exams(session, f"{service.url}/", run) or []
    assert exams_api.attempt_rows(session, f"{service.url}/", exam) == []


def test_all_pages_are_read_from_the_same_host(service: ExamService, session: requests.Session) -> None:
    learners = [(f"learner{number}", "verified") for number in range(2 * exams_api.PAGE + 1)]
    exam = ServiceExam(service.add_exam(RUN, *learners), RUN, EXAM)
    rows = exams_api.attempt_rows(session, service.url, exam)
    assert [(row.username, row.word) for row in rows] == learners
    assert [query["offset"] for _, query, _ in service.asked] == ["0", "200", "400"]


def test_a_service_that_gives_smaller_pages_is_read_whole(
    service: ExamService, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exams_api, "PAGE", 0)  # The service then uses the default page size.
    exam = ServiceExam(service.add_exam(RUN, *[("learner", "verified")] * 250), RUN, EXAM)
    assert len(exams_api.attempt_rows(session, service.url, exam)) == 250


def run_before_second_page(service: ExamService, monkeypatch: pytest.MonkeyPatch, change: Callable[[], object]) -> None:
    answer = service.answer

    def answer_and_change(path: str, query: dict[str, str], authorization: str) -> Answer:
        if query["offset"] == str(exams_api.PAGE):
            change()
        return answer(path, query, authorization)

    monkeypatch.setattr(service, "answer", answer_and_change)


def test_an_attempt_that_begins_while_pages_are_read_hides_none(
    service: ExamService, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    learners = [(f"learner{number}", "verified") for number in range(300)]
    exam = ServiceExam(service.add_exam(RUN, *learners), RUN, EXAM)
    run_before_second_page(service, monkeypatch, lambda: service.add_attempt(exam.id, "late", "created"))
    rows = exams_api.attempt_rows(session, service.url, exam)
    assert [(row.username, row.word) for row in rows] == learners


def test_a_reading_is_refused_if_an_attempt_was_deleted_meanwhile(
    service: ExamService, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam = ServiceExam(service.add_exam(RUN, *[("learner", "verified")] * 300), RUN, EXAM)
    run_before_second_page(service, monkeypatch, lambda: service.attempts[exam.id].pop(0))
    with pytest.raises(ExamServiceError, match=r"sent an incomplete list of attempts \(299 of 300\): try again"):
        exams_api.attempt_rows(session, service.url, exam)


@pytest.mark.parametrize("field", ["attempt_id", "username", "attempt_status"])
@pytest.mark.parametrize("value", [None, [], {}])
def test_an_attempt_of_another_form_refuses_the_reading(
    service: ExamService, session: requests.Session, field: str, value: object
) -> None:
    exam = ServiceExam(service.add_exam(RUN, ("learner7", "verified")), RUN, EXAM)
    service.attempts[exam.id][0][field] = value
    with pytest.raises(ExamServiceError, match="gives an unreadable answer"):
        exams_api.attempt_rows(session, service.url, exam)


@pytest.mark.parametrize("results", [[], [{"attempt_id": 1, "username": "learner7", "attempt_status": "verified"}]])
def test_pages_that_never_end_or_end_too_soon_are_refused(
    service: ExamService, session: requests.Session, results: list
) -> None:
    service.instead["/attempts"] = (200, JSON, json.dumps({"count": 3, "next": None, "results": results}))
    with pytest.raises(ExamServiceError, match="incomplete list"):
        exams_api.attempt_rows(session, service.url, ServiceExam(1, RUN, EXAM))


REFUSALS = {
    "nobody is signed in": ((401, JSON, '{"detail": "Invalid token."}'), "status 401: it does not know the key"),
    "no staff": ((403, JSON, '{"detail": "You do not have permission"}'), "status 403: the account that asks"),
    "no such address": ((404, HTML, "<h1>Not Found</h1>"), "status 404: there is no such address"),
    "no such exam": ((404, JSON, '{"detail": "Exam does not exist in course"}'), "status 404"),
    "broken": (SERVER_ERROR, "status 500$"),
    "sent to sign in": ((302, HTML, "/login/"), "status 302$"),
    "a page instead of data": ((200, HTML, "<h1>Welcome</h1>"), "gives an unreadable answer"),
    "cut short": ((200, JSON, '[{"id": 1, "exam_'), "gives an unreadable answer"),
    "nothing": ((200, JSON, ""), "gives an unreadable answer"),
    "null": ((200, JSON, "null"), "gives an unreadable answer"),
    "a number": ((200, JSON, "7"), "gives an unreadable answer"),
    "another form": ((200, JSON, '[{"exam": 1}]'), "gives an unreadable answer"),
    "no end": ((200, JSON, '{"count": Infinity, "results": []}'), "gives an unreadable answer"),
    "no numbers": ((200, JSON, '{"count": "many", "results": []}'), "gives an unreadable answer"),
}


@pytest.mark.parametrize(("answer", "message"), REFUSALS.values(), ids=REFUSALS)
@pytest.mark.parametrize("question", ["exams", "attempts"])
def test_the_error_on_any_other_answer_names_the_address(
    service: ExamService, session: requests.Session, question: str, answer: Answer, message: str
) -> None:
    exam = ServiceExam(service.add_exam(RUN, ("learner7", "verified")), RUN, EXAM)
    service.instead["/api/v1/"] = answer
    with pytest.raises(ExamServiceError, match=f"{service.url}.*{message}"):
        if question == "exams":
            exams_api.proctored_exams(session, service.url, RUN)
        else:
            exams_api.attempt_rows(session, service.url, exam)


def test_a_slow_service_times_out(
    service: ExamService, session: requests.Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exams_api, "TIMEOUT", (0.1, 0.1))
    service.delay = 0.5
    with pytest.raises(ExamServiceError, match="cannot be reached"):
        exams_api.proctored_exams(session, service.url, RUN)


def test_a_refused_connection_is_reported(session: requests.Session) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/api/v1"
    with pytest.raises(ExamServiceError, match="cannot be reached"):
        exams_api.proctored_exams(session, url, RUN)


def test_a_token_is_in_no_message(session: requests.Session) -> None:
    with pytest.raises(ExamServiceError) as refused:
        exams_api.proctored_exams(session, "http://127.0.0.1:1/api/v1", RUN)
    assert "JWT" not in str(refused.value)


def test_no_status_is_both_before_and_after_handing_in() -> None:
    assert not exams_api.STATUS.keys() & exams_api.NOT_HANDED_IN
