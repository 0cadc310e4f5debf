"""Answer the plugin's requests like edx-exams, with a small server on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

#: The status, the media type and the body of an answer.
Answer = tuple[int, str, str]

JSON, HTML = "application/json", "text/html; charset=utf-8"
#: The answer of Django to an uncaught exception.
SERVER_ERROR: Answer = (500, HTML, "<!doctype html><title>Server Error (500)</title>")
#: The number of attempts per page if a request names no number.
USUAL_PAGE = 100
#: The address of the next page in the service's answers. The address differs from the requested address, as behind a
#: proxy.
ELSEWHERE = "http://exams.internal.invalid/api/v1/next"


class ExamService:
    """A fake exam service with exams and attempts that tests set.

    The service records the path, query and authorization header of each request.
    """

    def __init__(self) -> None:
        self.exams: dict[str, list[dict]] = {}
        self.attempts: dict[int, list[dict]] = {}
        self.asked: list[tuple[str, dict[str, str], str]] = []
        #: The answers that replace the usual answers to requests for a path with this part.
        self.instead: dict[str, Answer] = {}
        self.delay = 0.0
        self.url = ""

    def add_exam(self, run: str, *attempts: tuple[str, str], block: str = "exam", exam_type: str = "proctored") -> int:
        """Add an exam with attempts (username, status), newest first. Return the id of the exam."""
        exam_id = 1 + len(self.attempts)
        self.exams.setdefault(run, []).append(
            {
                "id": exam_id,
                "exam_name": "Final",
                "course_id": run,
                "content_id": f"{run.replace('course-v1', 'block-v1')}+type@sequential+block@{block}",
                "time_limit_mins": 60,
                "due_date": None,
                "exam_type": exam_type,
                "hide_after_due": False,
                "is_active": True,
            }
        )
        self.attempts[exam_id] = []
        for username, status in reversed(attempts):
            self.add_attempt(exam_id, username, status)
        return exam_id

    def add_attempt(self, exam_id: int, username: str, status: str) -> int:
        """Add an attempt as the newest attempt of an exam. Return the id of the attempt."""
        attempt_id = 1 + sum(map(len, self.attempts.values()))
        row = {
            "attempt_id": attempt_id,
            "attempt_status": status,
            "start_time": "2026-05-01T11:00:00.267919Z",
            "end_time": None if status == "started" else "2026-05-01T12:00:00.335230Z",
            "allowed_time_limit_mins": 60,
            "exam_type": "proctored",
            "exam_display_name": "Final",
            "username": username,
            "proctored_review": None,
        }
        self.attempts[exam_id].insert(0, row)
        return attempt_id

    def answer(self, path: str, query: dict[str, str], authorization: str) -> Answer:
        self.asked.append((path, query, authorization))
        time.sleep(self.delay)
        for part, answer in self.instead.items():
            if part in path:
                return answer
        if not authorization.startswith("JWT "):
            return _json({"detail": "Authentication credentials were not provided."}, 401)
        prefix, _, rest = path.removeprefix("/api/v1/").partition("/course_id/")
        run = rest.removesuffix("/attempts").rstrip("/")
        if prefix == "exams":
            return _json(self.exams[run]) if run in self.exams else _json([], 404)
        if prefix == "instructor_view":
            return self._page(run, query)
        return 404, HTML, "<!doctype html><h1>Not Found</h1>"

    def _page(self, run: str, query: dict[str, str]) -> Answer:
        exam_id = int(query.get("exam_id", 0))
        if exam_id not in self.attempts:
            return SERVER_ERROR
        if exam_id not in {exam["id"] for exam in self.exams.get(run, [])}:
            return _json({"detail": "Exam does not exist in course"}, 404)
        rows = self.attempts[exam_id]
        start, size = int(query.get("offset", 0)), int(query.get("limit", 0)) or USUAL_PAGE
        following = ELSEWHERE if start + size < len(rows) else None
        page = {"count": len(rows), "next": following, "previous": None, "results": rows[start : start + size]}
        return _json(page)


def _json(content: Any, status: int = 200) -> Answer:
    return status, JSON, json.dumps(content)


@contextmanager
def serving() -> Iterator[ExamService]:
    """Serve requests on a free loopback port. The value of ``url`` is the value for ``EXAMS_SERVICE_URL``."""
    service = ExamService()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            status, kind, body = service.answer(unquote(parts.path), query, self.headers.get("Authorization", ""))
            self.send_response(status)
            if status in (301, 302):
                self.send_header("Location", body)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: Any) -> None:
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]  # who hung up did so on purpose
    service.url = f"http://127.0.0.1:{server.server_address[1]}/api/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
