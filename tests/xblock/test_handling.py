"""Check that the block's handlers refuse other methods, invalid JSON, and authors in the LMS."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from webob import Request

from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin
from tests.xblock.specimens import PROGRAM_UUID

MakeBlock = Callable[..., MicromastersProgressBlock]
SETTINGS = {"display_name": "Changed", "heading": "", "program_uuid": PROGRAM_UUID}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ALLOWED = dict.fromkeys(("refresh", "plan", "student_view_user_state", "specimen"), ("GET", "HEAD"))
ALLOWED["save_settings"] = ("POST",)


@pytest.mark.parametrize("handler", ALLOWED)
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("attributes", [AUTHOR, LEARNER, None], ids=["author", "learner", "nobody"])
def test_a_handler_answers_its_methods_only(
    make_block: MakeBlock, plugin: FakePlugin, handler: str, method: str, attributes: dict | None
) -> None:
    answer = make_block(attributes).handle(handler, Request.blank("/?composite=0.8&code=locked", method=method))
    assert (answer.status_code == 405) is (method not in ALLOWED[handler])
    if answer.status_code == 405:
        assert answer.headers["Allow"] == ", ".join(ALLOWED[handler])
        assert plugin.progress_reads == []


@pytest.mark.parametrize(
    "body",
    [b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5000, b'{"heading": ' + b"9" * 5000 + b"}", b"\xff", b"", b"{", b"NaN"],
    ids=["deep list", "deep mapping", "5,000 digits", "5,000 digits inside", "no text", "nothing", "half", "no number"],
)
def test_an_unreadable_body_is_a_bad_request(make_block: MakeBlock, plugin: FakePlugin, body: bytes) -> None:
    answer = make_block(AUTHOR).handle("save_settings", Request.blank("/", method="POST", body=body))
    assert answer.status_code == 400 and "error" in json.loads(answer.body)


@pytest.mark.parametrize("attributes", [AUTHOR, LEARNER], ids=["course team", "learner"])
def test_nobody_saves_settings_in_the_lms(make_block: MakeBlock, plugin: FakePlugin, attributes: dict) -> None:
    block = make_block(attributes, services={"studio_user_permissions": None})
    body = json.dumps(SETTINGS).encode()
    answer = block.handle("save_settings", Request.blank("/", method="POST", body=body))
    assert (answer.status_code, "error" in json.loads(answer.body)) == (403, True)
    assert block.display_name != "Changed"


@pytest.mark.parametrize("query", ["composite=%FF", "code=%ED%A0%80", "%FF=1", "x=%C3"])
@pytest.mark.parametrize("attributes", [AUTHOR, LEARNER, None], ids=["author", "learner", "nobody"])
@pytest.mark.parametrize("handler", ALLOWED)
def test_a_query_that_is_not_utf8_is_a_bad_request(
    make_block: MakeBlock, plugin: FakePlugin, handler: str, attributes: dict | None, query: str
) -> None:
    request = Request.blank(f"/?{query}", method=ALLOWED[handler][0])
    assert make_block(attributes).handle(handler, request).status_code == 400
    assert plugin.progress_reads == []


@pytest.mark.parametrize("bad", ["\\ud800", "\\udc00", "\\u0000", "\\u001b", "\\n", "\\u2028", "\\u0085"])
def test_texts_lose_characters_that_a_course_cannot_store(make_block: MakeBlock, plugin: FakePlugin, bad: str) -> None:
    block = make_block(AUTHOR)
    for text, status in ((f"My{bad} progress", 200), (bad, 400)):
        body = json.dumps(SETTINGS | {"display_name": "X", "heading": "X"}).replace('"X"', f'"{text}"')
        request = Request.blank("/", method="POST", body=body.encode())
        assert block.handle("save_settings", request).status_code == status
    assert [block.display_name, block.heading] == ["My progress", "My progress"]
