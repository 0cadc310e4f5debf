"""Test the views and handlers for each role. The platform lets every user call every handler."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from webob import Request

from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.views import learner
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin
from tests.xblock.specimens import NOW, PROGRAM_UUID, progress, requirement, run

MakeBlock = Callable[..., MicromastersProgressBlock]
SETTINGS = json.dumps({"display_name": "Changed", "heading": "", "program_uuid": PROGRAM_UUID}).encode()


@dataclass(frozen=True)
class Role:
    """A role of a person who uses the block.

    ``sees`` is the progress that a person in this role sees: "own", "nobody's" or "a specimen's".
    """

    attributes: dict[str, Any] | None
    sees: str
    is_answered: bool
    is_author: bool = False
    is_enrolled: bool = True
    is_viewing_as_anybody: bool = False


#: Beta testers have earlier access to a course, and no other right.
BETA = {**LEARNER, "edx-platform.user_is_beta_tester": True}
#: The platform's attributes of an administrator who views the course as a learner.
VIEWING = {**LEARNER, "edx-platform.user_is_staff": False, "edx-platform.user_is_global_staff": True}
ROLES = {
    "learner": Role(LEARNER, "own", is_answered=True),
    "beta tester": Role(BETA, "own", is_answered=True),
    "beta tester who is not enrolled": Role(BETA, "own", is_answered=False, is_enrolled=False),
    "not enrolled": Role(LEARNER, "own", is_answered=False, is_enrolled=False),
    "anonymous visitor": Role(None, "nobody's", is_answered=False, is_enrolled=False),
    "course team": Role(AUTHOR, "own", is_answered=True, is_author=True, is_enrolled=False),
    "staff viewing as this learner": Role(VIEWING, "own", is_answered=True),
    "staff viewing as a learner who has left": Role(VIEWING, "own", is_answered=False, is_enrolled=False),
    "staff viewing as anybody": Role(VIEWING, "a specimen's", is_answered=False, is_viewing_as_anybody=True),
}


@pytest.fixture(params=ROLES.values(), ids=ROLES)
def role(request: pytest.FixtureRequest, plugin: FakePlugin) -> Role:
    if not request.param.is_enrolled:
        plugin.enrolled = set()
    plugin.viewed_as_anybody = request.param.is_viewing_as_anybody
    return request.param


def test_each_role_sees_its_own_progress_or_nobodys(make_block: MakeBlock, plugin: FakePlugin, role: Role) -> None:
    html = make_block(role.attributes).student_view().content
    assert plugin.progress_reads == ([7] if role.sees == "own" else [])
    assert ("An invented learner" in html) is (role.sees == "a specimen's")
    assert ("Sign in to see your own progress here." in html) is (role.sees == "nobody's")
    assert ("data-mm-etag" in html) is (role.sees == "own")


def test_roles_see_the_slider_only_if_its_handler_answers_them(
    make_block: MakeBlock, plugin: FakePlugin, role: Role
) -> None:
    html = make_block(role.attributes).student_view().content
    assert ('action="/handler/plan' in html) is role.is_answered


def test_the_outline_explains_how_to_see_your_own_progress(
    make_block: MakeBlock, plugin: FakePlugin, role: Role
) -> None:
    html = make_block(role.attributes).public_view().content
    assert ("Sign in to see your own progress here." in html) is (role.attributes is None)
    assert ("Enroll to see your own progress here." in html) is (role.attributes is not None)


@pytest.mark.parametrize("handler", ["refresh", "student_view_user_state", "plan"])
def test_the_learners_handlers_answer_only_members_of_the_course(
    make_block: MakeBlock, plugin: FakePlugin, role: Role, handler: str
) -> None:
    answer = make_block(role.attributes).handle(handler, Request.blank("/?composite=0.8"))
    assert answer.status_code == (200 if role.is_answered else 404)
    assert plugin.progress_reads == [] or role.is_answered


def test_the_preview_handler_answers_only_the_course_team(
    make_block: MakeBlock, plugin: FakePlugin, role: Role
) -> None:
    answer = make_block(role.attributes).handle("specimen", Request.blank("/?code=earned"))
    assert answer.status_code == (200 if role.is_author else 404)


def test_only_the_course_team_saves_settings(make_block: MakeBlock, plugin: FakePlugin, role: Role) -> None:
    block = make_block(role.attributes)
    answer = block.handle("save_settings", Request.blank("/", method="POST", body=SETTINGS))
    assert answer.status_code == (200 if role.is_author else 403)
    assert (block.display_name == "Changed") is role.is_author


def test_the_public_view_and_the_apps_data_have_no_personal_data(
    make_block: MakeBlock, plugin: FakePlugin, role: Role
) -> None:
    block = make_block(role.attributes)
    block.public_view()
    block.student_view_data()
    assert plugin.progress_reads == []


def test_a_beta_tester_sees_the_general_start_date(
    make_block: MakeBlock, plugin: FakePlugin, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = run(start=NOW + timedelta(days=14))
    plugin.progress = progress(requirements=(requirement("in_progress", is_this_course=True, course_run=early),))
    monkeypatch.setattr(learner, "datetime", type("Clock", (), {"now": staticmethod(lambda zone: NOW)}))
    html = make_block(BETA).student_view().content
    assert "<b>In progress</b> Starts 8 December 2026." in html


def test_staff_see_no_slider_that_they_cannot_use(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.viewed_as_anybody = True
    plugin.outline = replace(plugin.outline, admission_bar=progress().admission_bar)
    html = make_block(VIEWING).student_view().content
    assert 'type="range"' in html
    assert "disabled" in html
    assert "/handler/plan" not in html
