"""Test the demo's pages over HTTP."""

from __future__ import annotations

import json
import re

import pytest
import requests
from host.smoke import Visitor, drive

STAFF_PAGES = {"author": "/studio/", "staff": "/gradebook/", "admissions": "/admin/micromasters/candidate/"}


def running(learner: Visitor, number: str) -> str:
    """Return the key of a course's second run, which is running now."""
    found = re.findall(rf'/courses/(course-v1:[^"/]*\.{number}\+[^"/]*)/', learner.get("/courses/"))
    return list(dict.fromkeys(found))[1]


def title(page: str) -> str:
    return re.search(r"<title>(.+?)</title>", page, re.DOTALL).group(1)


def handler_path(page: str) -> str:
    """Return the address of the block's save handler, as the block's script finds the address."""
    return re.search(r'data-handler-base="([^"]+)"', page).group(1).replace("HANDLER", "save_settings")


def post_json(visitor: Visitor, url: str, body: dict, *, token: bool = True) -> requests.Response:
    headers = {"X-CSRFToken": visitor.cookie("csrftoken")} if token else {}
    return visitor.session.post(url, json=body, headers=headers, timeout=30)


def test_the_main_job_runs_from_the_grade_to_the_candidate(demo_url):
    lines: list[str] = []
    drive(demo_url, say=lines.append)

    assert lines[-1] == "the admissions office sees the candidate"


@pytest.mark.parametrize(("username", "path"), STAFF_PAGES.items())
def test_signing_in_leads_to_where_the_persons_work_begins(demo_url, username, path):
    visitor = Visitor(demo_url)
    visitor.get("/")

    assert title(visitor.post("/sign-in/", username=username)) == title(visitor.get(path))


@pytest.mark.parametrize("path", ["/studio/", "/gradebook/"])
def test_the_page_names_the_learner(demo_url, path):
    assert "That page is for the" in Visitor.signed_in(demo_url, "mateo").get(path)


def test_a_visitor_sees_the_public_view_of_the_block(demo_url):
    visitor = Visitor(demo_url)
    page = visitor.get(f"/courses/{running(visitor, 'SC1x')}/")

    assert "?view=public_view" in page


def test_enrolling_changes_the_view_to_the_learners_own(demo_url):
    learner = Visitor.signed_in(demo_url, "jonas")
    run = running(learner, "SC3x")
    learner.get(f"/courses/{run}/")

    assert "?view=student_view" in learner.post(f"/courses/{run}/enrollment/", step="enrolled")


def test_a_learner_cannot_save_a_blocks_settings_through_either_handler(demo_url):
    learner, author = Visitor.signed_in(demo_url, "mateo"), Visitor.signed_in(demo_url, "author")
    run = running(learner, "SC1x")
    studio = handler_path(author.get(f"/studio/{run}/edit/"))
    learner.get("/")

    for path in (studio, studio.replace("/studio/", "/lms/", 1)):
        answer = post_json(learner, demo_url + path, {"program_uuid": "", "heading": "", "display_name": "Mine"})
        assert answer.status_code == 403


def test_saving_without_a_token_is_refused(demo_url):
    author = Visitor.signed_in(demo_url, "author")
    path = handler_path(author.get(f"/studio/{running(author, 'SC1x')}/edit/"))

    assert post_json(author, demo_url + path, {}, token=False).status_code == 403


def test_the_author_saves_and_the_preview_shows_it(demo_url):
    author = Visitor.signed_in(demo_url, "author")
    run = running(author, "SC2x")
    edit = author.get(f"/studio/{run}/edit/")
    uuid = re.search(r'<option value="([0-9a-f-]{36})" selected', edit).group(1)

    answer = post_json(
        author,
        demo_url + handler_path(edit),
        {"program_uuid": uuid, "heading": "Your way to the credential", "display_name": "Program progress"},
    )

    assert json.loads(answer.text) == {"result": "success"}
    assert "Your way to the credential" in author.get(f"/studio/{run}/")


@pytest.mark.parametrize(
    "program",
    [
        "Supply Chain Management",
        "Supply Chain and Logistics Management",
        "Data, Economics, and Design of Policy",
        "Statistics and Data Science",
        "Finance",
        "Data Structures and Algorithms",
    ],
)
def test_studio_offers_every_published_program(demo_url, program):
    author = Visitor.signed_in(demo_url, "author")
    options = re.findall(r"<option[^>]*>([^<]+)</option>", author.get(f"/studio/{running(author, 'SC1x')}/edit/"))

    assert any(option.strip().startswith(program) for option in options)


@pytest.mark.parametrize("uri", ["block.py", "../block.py", "public/../block.py", "public/none.css"])
def test_only_public_files_of_a_block_are_served(demo_url, uri):
    answer = requests.get(f"{demo_url}/xblock-resource/micromasters_progress/{uri}", timeout=30)

    assert answer.status_code == 404


GRADES_AFTER_THEIR_STANDING = """
from host.models import PersistentGrade
from micromasters_plugin.standings.models import Standing
standings = Standing.objects.all()
grades = [PersistentGrade.objects.filter(user=row.user_id, modified__gt=row.evaluated) for row in standings]
print(len(grades) > 10, any(grades))
"""


def test_every_seeded_standing_is_dated_after_its_grades(manage):
    manage("seed").check_returncode()

    assert manage("shell", "-c", GRADES_AFTER_THEIR_STANDING).stdout.splitlines()[-1] == "True False"


def test_seeding_again_changes_nothing(manage):
    counts = "from host.models import *; print(*(t.objects.count() for t in (Enrollment, PersistentGrade, BlockField)))"
    manage("seed").check_returncode()
    before = manage("shell", "-c", counts).stdout.splitlines()[-1]
    manage("seed").check_returncode()

    assert manage("shell", "-c", counts).stdout.splitlines()[-1] == before
    assert int(before.split()[0]) > 50


def test_seeding_again_leaves_programs_as_visitors_made_them(manage, tmp_path):
    manage("seed").check_returncode()
    changed = tmp_path / "scm.yaml"
    text = manage("micromasters", "export-program", "scm").stdout
    changed.write_text(text.replace("passing_grade: 0.60", "passing_grade: 0.65", 1), "utf-8")
    refused = manage("micromasters", "import-program", str(changed))
    learners = re.search(r"--rebind (\d+)", refused.stdout + refused.stderr)[1]
    manage("micromasters", "import-program", str(changed), "--rebind", learners).check_returncode()
    decided = ("--actor", "staff", "--reason", "an example")
    manage("micromasters", "retire-program", "scl", *decided).check_returncode()
    manage("seed").check_returncode()

    assert manage("micromasters", "diff", str(changed)).stdout == "scm: nothing changes\n"
