"""Test the handler of the target slider: the access rules, the answers, and that the handler only reads."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from webob import Request

from micromasters_plugin import api
from micromasters_plugin.data.actors import Actor
from micromasters_plugin.programs.models import Program
from micromasters_plugin.showing.throttling import REQUESTS_A_MINUTE
from micromasters_xblock import gateway
from micromasters_xblock.block import MicromastersProgressBlock
from tests.factories import UUID_A, UUID_B, run_of
from tests.fakes import FakePlatform
from tests.xblock.conftest import AUTHOR, LEARNER

MakeBlock = Callable[..., MicromastersProgressBlock]
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Freeze the minute in which requests are counted."""
    monkeypatch.setattr("micromasters_plugin.showing.throttling.time", SimpleNamespace(time=lambda: 1_800_000_000.0))


@pytest.fixture
def block(make_block: MakeBlock, program: Program, platform: FakePlatform) -> MicromastersProgressBlock:
    """Create the block in a course that the learner earned at 0.70. The learner's other course has an open run."""
    platform.pass_run(7, run_of("1x"), 0.7)
    api.reconcile(now=datetime(2026, 6, 1, tzinfo=UTC))
    return make_block(program_uuid=UUID_A, course_run=run_of("1x"))


def ask(block: MicromastersProgressBlock, composite: str = "0.80", method: str = "GET", **headers: str) -> Any:
    """Send a target like a form without a script.

    The argument ``headers`` can turn the request into a script's request.
    """
    return block.handle("plan", Request.blank(f"/?composite={composite}", method=method, headers=headers))


def test_the_script_gets_an_html_part_and_its_announcement(block: MicromastersProgressBlock) -> None:
    response = ask(block, **JSON)
    answer = json.loads(response.body)
    assert answer["said"] == "For the credential with a composite of 0.80 you need: 2x 0.90 or more"
    assert "<b>0.90 or more</b>" in answer["html"]
    assert (response.headers["Cache-Control"], "Accept" in response.headers["Vary"]) == ("private, no-cache", True)


def test_a_form_without_a_script_gets_the_page_with_the_slider_in_place(
    block: MicromastersProgressBlock,
) -> None:
    with translation.override("en"):
        response = ask(block, "0.75", Accept="text/html,application/xhtml+xml")
    page = response.text
    assert response.content_type == "text/html"
    assert page.startswith("<!doctype html>")
    assert '<html lang="en" dir="ltr">' in page
    assert "1 of 2 requirements earned" in page
    assert 'min="0.60" max="1" step="0.01" value="0.75"' in page
    assert "For the credential with a composite of 0.75 you need:" in page
    assert "mm-etag" not in page


def test_the_page_of_an_answer_reads_in_the_direction_of_its_language(block: MicromastersProgressBlock) -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in ask(block).text


def test_the_page_offers_the_slider_with_the_address_of_the_handler(block: MicromastersProgressBlock) -> None:
    html = block.student_view().content
    assert 'action="/handler/plan#mm-block-' in html
    assert 'type="range"' in html


@pytest.mark.parametrize("composite", ["", "much", "1.01", "-0.1", "0.80001", "1e-1", "%D9%A0.8", "NaN", "0.8%00"])
def test_an_invalid_composite_is_refused(block: MicromastersProgressBlock, composite: str) -> None:
    assert ask(block, composite).status_code == 400


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_handler_accepts_only_reading_methods(block: MicromastersProgressBlock, method: str) -> None:
    response = ask(block, method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("attributes", [None, {**LEARNER, "edx-platform.user_id": 8}], ids=["visitor", "not enrolled"])
def test_a_person_outside_the_course_gets_404(
    make_block: MakeBlock, block: MicromastersProgressBlock, attributes: Any
) -> None:
    outsider = make_block(attributes, program_uuid=UUID_A, course_run=run_of("1x"))
    assert ask(outsider).status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"show_plan": False}, {"show_grades": False}, {"program_uuid": UUID_B}, {"program_uuid": ""}],
    ids=["no plan shown", "no grades shown", "program gone", "none chosen"],
)
def test_a_block_without_the_plan_gives_no_answer(
    make_block: MakeBlock, block: MicromastersProgressBlock, fields: dict[str, Any]
) -> None:
    other = make_block(**{"program_uuid": UUID_A, "course_run": run_of("1x"), **fields})
    assert ask(other).status_code == 404
    assert 'type="range"' not in other.student_view().content


def test_a_retired_program_has_no_plans(block: MicromastersProgressBlock) -> None:
    api.change_program(UUID_A, "retire", actor=Actor.operator(1), reason="A test.")
    assert ask(block).status_code == ask(block, **JSON).status_code == 404
    assert 'type="range"' not in block.student_view().content


def test_staff_who_view_as_a_learner_get_that_learners_plan(
    make_block: MakeBlock, block: MicromastersProgressBlock
) -> None:
    masquerading = make_block({**AUTHOR, "edx-platform.user_id": 7}, program_uuid=UUID_A, course_run=run_of("1x"))
    assert "2x 0.90 or more" in json.loads(ask(masquerading, **JSON).body)["said"]


def test_staff_without_enrollment_get_an_empty_plan_or_none(
    make_block: MakeBlock, block: MicromastersProgressBlock
) -> None:
    staff = make_block({**AUTHOR, "edx-platform.user_id": 99}, program_uuid=UUID_A, course_run=run_of("1x"))
    assert ask(staff).status_code == 404


def test_an_answer_writes_nothing(block: MicromastersProgressBlock) -> None:
    with CaptureQueriesContext(connection) as queries:
        ask(block, **JSON)
        ask(block)
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_a_learner_with_everything_earned_gets_no_slider(
    block: MicromastersProgressBlock, platform: FakePlatform
) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(7, run_of(number), 0.9)
    api.reconcile(now=datetime(2026, 6, 2, tzinfo=UTC))
    assert 'type="range"' not in ask(block).text


def test_the_scripts_answer_has_every_stop_of_the_slider(block: MicromastersProgressBlock) -> None:
    answer = json.loads(ask(block, **JSON).body)
    assert sorted(answer["stops"]) == [f"{stop / 100:.2f}" for stop in range(60, 101)]
    assert answer["stops"]["0.80"] == {"html": answer["html"], "said": answer["said"]}
    assert answer["stops"]["0.75"] == {
        key: json.loads(ask(block, "0.75", **JSON).body)[key] for key in ("html", "said")
    }


def test_a_target_between_two_stops_is_answered_too(block: MicromastersProgressBlock) -> None:
    answer = json.loads(ask(block, "0.8125", **JSON).body)
    assert "composite of 0.8125" in answer["said"]
    assert "0.8125" not in answer["stops"]


@pytest.mark.parametrize("headers", [JSON, {}], ids=["script", "form"])
def test_too_frequent_requests_get_a_calm_429_with_retry_after(
    block: MicromastersProgressBlock, headers: dict[str, str]
) -> None:
    for _ in range(REQUESTS_A_MINUTE):
        assert ask(block, **headers).status_code == 200
    response = ask(block, **headers)
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert "What is shown still holds; try again in a minute." in response.text
    assert "you need" not in response.text


def test_the_request_limit_is_separate_for_each_learner(
    make_block: MakeBlock, block: MicromastersProgressBlock, platform: FakePlatform
) -> None:
    for _ in range(REQUESTS_A_MINUTE + 1):
        ask(block, **JSON)
    platform.enroll(8, run_of("1x"))
    other = make_block({**LEARNER, "edx-platform.user_id": 8}, program_uuid=UUID_A, course_run=run_of("1x"))
    assert ask(other, **JSON).status_code == 200


def test_concurrent_requests_are_all_counted() -> None:
    with ThreadPoolExecutor(16) as pool:
        refused = list(pool.map(lambda _: gateway.seconds_to_wait(7) > 0, range(5 * REQUESTS_A_MINUTE)))
    assert refused.count(False) == REQUESTS_A_MINUTE
