"""Test the demo through its pages: a grade, the progress in the block, the credential and the candidate."""

from __future__ import annotations

import re
from collections.abc import Callable

import requests

#: This learner has earned every requirement except the comprehensive exam. If she passes the exam, her composite
#: grade is above the admission bar.
LEARNER = "sofia"


class SmokeError(Exception):
    """A page did not show the expected content."""


class Visitor:
    """A browser without scripts, which keeps cookies and sends each form with the form's token."""

    def __init__(self, url: str):
        self._url = url
        self.session = requests.Session()

    def get(self, path: str) -> str:
        """Return the page. If the page is missing, raise ``requests.HTTPError``."""
        response = self.session.get(self._url + path, timeout=30)
        response.raise_for_status()
        return response.text

    def post(self, path: str, **form: str) -> str:
        """Send a form and return the page of the answer."""
        token = self.cookie("csrftoken")
        response = self.session.post(self._url + path, data={**form, "csrfmiddlewaretoken": token}, timeout=30)
        response.raise_for_status()
        return response.text

    def post_json(self, path: str, body: dict[str, str]) -> None:
        """Send JSON in the same way as a script does."""
        headers = {"X-CSRFToken": self.cookie("csrftoken")}
        self.session.post(self._url + path, json=body, headers=headers, timeout=30).raise_for_status()

    def cookie(self, name: str) -> str:
        """Return the value of a cookie, or an empty string if the visitor has no such cookie."""
        return self.session.cookies.get(name, "")

    @classmethod
    def signed_in(cls, url: str, username: str) -> Visitor:
        """Return a visitor who is signed in as ``username``."""
        visitor = cls(url)
        visitor.get("/")
        visitor.post("/sign-in/", username=username)
        return visitor


def drive(url: str, *, say: Callable[[str], object]) -> None:
    """Test the demo at ``url``.

    Raises:
        SmokeError: a page did not show the expected content.
        requests.RequestException: a request failed.
    """
    learner, staff = Visitor.signed_in(url, LEARNER), Visitor.signed_in(url, "staff")
    run = _find(r'/courses/(course-v1:[^/"]*CFx[^/"]*)/', learner.get("/courses/"), "a run of the exam")
    frame = _find(r'<iframe[^>]* src="([^"]+)"', learner.get(f"/courses/{run}/"), "the block's iframe")
    _give_heading(Visitor.signed_in(url, "author"), run, "Where you stand")
    say("the course team saved the block in Studio")

    before = learner.get(frame.partition("?")[0])
    _find(r"(Where you stand)", before, "the course team's heading")
    _find(r"(5 of 6)", before, "her progress")
    say("signed in: the block shows her progress")

    book = staff.get("/gradebook/")
    learner_id = _find(r'<option value="(\d+)"[^>]*>Sofía', book, "the learner in the grade book")
    for step in ("enrolled", "exam:0.85"):
        sent = staff.post("/gradebook/", learner=learner_id, run=run, step=step)
    _find(r"persistent_grade_summary\.changed", sent, "the platform's grade event")
    _find(r"program\.certificate\.awarded", sent, "the package's event of the award")
    say("one click in the grade book: the events were sent")

    after = learner.get(frame.partition("?")[0])
    if after == before:
        raise SmokeError("the block does not show the result of the exam")
    credential = _find(
        r'href="(?:https?://[^/"]+)?(/micromasters/credentials/[0-9a-f-]+/)"', after, "the credential's link"
    )
    say("the block shows the credential")

    page = Visitor(url).get(credential)
    _find(r"(?i)(specimen)", page, "the word specimen on the credential")
    _find(r"(Sofía Marchetti)", page, "her name on the credential")
    say("anybody can see the credential's page")

    listed = Visitor.signed_in(url, "admissions").get("/admin/micromasters/candidate/")
    _find(rf">({learner_id})<", listed, "the candidate in the admin")
    say("the admissions office sees the candidate")


def _give_heading(author: Visitor, run: str, heading: str) -> None:
    editor = author.get(f"/studio/{run}/edit/")
    handlers = _find(r'data-handler-base="([^"]+)"', editor, "the editor")
    fields = {
        "program_uuid": _find(r'<option value="([0-9a-f-]+)" selected', editor, "the chosen program"),
        "heading": heading,
        "display_name": "Program progress",
    }
    author.post_json(handlers.replace("HANDLER", "save_settings"), fields)


def _find(pattern: str, text: str, name: str) -> str:
    found = re.search(pattern, text)
    if found is None:
        raise SmokeError(f"{name} is not on the page")
    return found.group(1) if found.groups() else found.group()
