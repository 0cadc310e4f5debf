"""Check that the block renders and writes nothing if a program, service, package or writable database is missing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import override_settings
from lxml import etree
from webob import Request

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_xblock.block import MicromastersProgressBlock
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform
from tests.needs import REPOSITORY
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin, OneUser

MakeBlock = Callable[..., MicromastersProgressBlock]
VIEWS = ("student_view", "public_view", "author_view", "studio_view")
#: The handlers that only read, each with the query of the request.
READS = (("refresh", ""), ("plan", "composite=0.8"), ("student_view_user_state", ""), ("specimen", "code=locked"))
NOW = datetime(2026, 6, 1, tzinfo=UTC)
CALM = "Progress in the program is not available at the moment."


def ask(block: MicromastersProgressBlock, handler: str, query: str = "") -> int:
    """Call a handler and return the status of the handler's answer."""
    return block.handle(handler, Request.blank(f"/?{query}")).status_code


def save(block: MicromastersProgressBlock, **changes: Any) -> int:
    """Send the editor's settings and return the status of the answer."""
    data = {"display_name": "Progress", "program_uuid": UUID_A, "heading": "", **changes}
    body = json.dumps(data).encode()
    return block.handle("save_settings", Request.blank("/", method="POST", body=body)).status_code


@pytest.fixture
def gone(make_block: MakeBlock, plugin: FakePlugin) -> MicromastersProgressBlock:
    """Create the block of an author. The program of the block was deleted."""
    plugin.programs = []
    return make_block(AUTHOR)


@pytest.fixture
def absent(make_block: MakeBlock) -> Iterator[MicromastersProgressBlock]:
    """Create the block of an author on a site that does not run the plugin's app."""
    with override_settings(INSTALLED_APPS=["django.contrib.contenttypes"]):
        yield make_block(AUTHOR)


@pytest.mark.parametrize("broken", ["gone", "absent"])
@pytest.mark.parametrize(("handler", "query"), READS)
def test_no_handler_answers_without_a_program(
    request: pytest.FixtureRequest, broken: str, handler: str, query: str
) -> None:
    assert ask(request.getfixturevalue(broken), handler, query) == 404


@pytest.mark.parametrize("broken", ["gone", "absent"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_renders_without_a_program(request: pytest.FixtureRequest, broken: str, view: str) -> None:
    assert "mm-block" in getattr(request.getfixturevalue(broken), view)().content


@pytest.mark.parametrize("broken", ["gone", "absent"])
def test_apps_get_no_data_and_authors_an_error_without_a_program(request: pytest.FixtureRequest, broken: str) -> None:
    block = request.getfixturevalue(broken)
    assert block.student_view_data() == {}
    assert [message.type for message in block.validate().messages] == ["error"]


def test_no_setting_is_saved_without_the_plugins_app(absent: MicromastersProgressBlock) -> None:
    assert save(absent) == 409


ALONE = """
import sys

class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "micromasters_plugin":
            raise ImportError("not installed")

sys.meta_path.insert(0, Refuse())
import warnings; warnings.simplefilter("ignore")
from django.conf import settings
settings.configure(INSTALLED_APPS=[], USE_I18N=False)
import django; django.setup()
from opaque_keys.edx.keys import CourseKey
from xblock.field_data import DictFieldData
from xblock.fields import ScopeIds
from xblock.test.tools import TestRuntime
from micromasters_xblock.block import MicromastersProgressBlock

class Host(TestRuntime):
    def local_resource_url(self, block, uri):
        return uri

usage = CourseKey.from_string("course-v1:Ex+1x+2026").make_usage_key("micromasters_progress", "p")
runtime = Host(services={"field-data": DictFieldData({"program_uuid": "any"})})
block = MicromastersProgressBlock(runtime, scope_ids=ScopeIds("7", "micromasters_progress", usage, usage))
for view in ("student_view", "public_view", "author_view", "studio_view"):
    print(getattr(block, view)().content)
"""


def test_the_block_shows_a_calm_sentence_if_the_plugin_cannot_be_imported() -> None:
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=REPOSITORY, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count(CALM) == 3
    assert done.stdout.count("The MicroMasters app is not running on this site") == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"layout": "cards"},
        {"heading": None, "display_name": None},
        {"program_uuid": None},
        {"show_grades": None, "show_plan": "yes", "show_units": 0},
        {"show_price": True, "columns": 3},
    ],
    ids=["a layout", "no texts", "no program", "switches", "fields that are no more"],
)
@pytest.mark.parametrize("view", VIEWS)
def test_fields_of_another_version_are_no_error(
    make_block: MakeBlock, plugin: FakePlugin, view: str, fields: dict[str, Any]
) -> None:
    assert "mm-block" in getattr(make_block(AUTHOR, **fields), view)().content


def test_olx_of_another_version_is_read_as_far_as_it_is_known(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(AUTHOR)
    node = etree.fromstring('<micromasters_progress heading="Your way" layout="cards" colour="red" show_plan="false"/>')
    read = MicromastersProgressBlock.parse_xml(node, block.runtime, block.scope_ids)
    assert (read.heading, read.shown.is_compact, read.show_plan) == ("Your way", False, False)


@pytest.mark.parametrize("service", ["user", "studio_user_permissions"])
@pytest.mark.parametrize("view", VIEWS)
def test_a_service_that_is_missing_is_no_error(
    make_block: MakeBlock, plugin: FakePlugin, view: str, service: str
) -> None:
    block = make_block(AUTHOR, services={service: None})
    assert "mm-block" in getattr(block, view)().content


@pytest.mark.parametrize(("handler", "query"), READS)
def test_no_handler_answers_without_a_user_service(
    make_block: MakeBlock, plugin: FakePlugin, handler: str, query: str
) -> None:
    block = make_block(services={"user": None})
    assert ask(block, handler, query) == 404
    assert save(block) == 403


def test_a_user_without_attributes_is_a_visitor(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(services={"user": OneUser({})})
    assert "Sign in to see your own progress here." in block.student_view().content


@pytest.fixture
def read_only(make_block: MakeBlock, program: Program, platform: FakePlatform) -> Iterator[MicromastersProgressBlock]:
    """Create the block of a learner who is also an author, with a read-only database."""
    platform.pass_run(7, run_of("1x"), 0.7)
    api.reconcile(now=NOW)

    def refuse(execute: Any, sql: str, *arguments: Any) -> Any:
        if not sql.lstrip().upper().startswith("SELECT"):
            raise OperationalError("attempt to write a readonly database")
        return execute(sql, *arguments)

    with connection.execute_wrapper(refuse):
        yield make_block(AUTHOR, program_uuid=UUID_A, course_run=run_of("1x"))


def test_the_block_works_on_a_read_only_database(read_only: MicromastersProgressBlock) -> None:
    assert "1 of 2 requirements earned" in read_only.student_view().content
    for view in VIEWS:
        assert "mm-block" in getattr(read_only, view)().content
    for handler, query in READS:
        assert ask(read_only, handler, query) == 200
    assert read_only.student_view_data()["required"] == 2


def test_an_edited_program_shows_the_version_that_binds_the_learner(
    make_block: MakeBlock, program: Program, platform: FakePlatform
) -> None:
    platform.pass_run(7, run_of("1x"), 0.7)
    api.reconcile(now=NOW)
    block = make_block(LEARNER, program_uuid=UUID_A, course_run=run_of("1x"))
    before = block.student_view().content
    api.import_program(program_text("1x", "2x", "3x").replace("2025-01-01", "2026-05-01"), actor=OPERATOR)
    assert block.student_view().content == before
    assert ask(block, "refresh") == 200


def test_an_ended_program_still_shows_earned_requirements(
    make_block: MakeBlock, db: None, platform: FakePlatform
) -> None:
    api.import_program(f"{program_text('1x', '2x')}ends: 2026-03-01\n", actor=OPERATOR)
    platform.pass_run(7, run_of("1x"), 0.7)
    api.reconcile(now=NOW)
    block = make_block(LEARNER, program_uuid=UUID_A, course_run=run_of("1x"))
    assert "1 of 2 requirements earned" in block.student_view().content
    answer = block.handle("plan", Request.blank("/?composite=0.8", headers={"Accept": "application/json"}))
    assert json.loads(answer.body)["said"] == "The program has ended: what is reached now does not count."
