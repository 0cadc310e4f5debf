"""Check that the block's handlers answer every error of the plugin with the error's status and an empty body."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from webob import Request

from micromasters_plugin.answers import ANSWERS
from micromasters_plugin.exceptions import MicromastersError
from micromasters_xblock.block import MicromastersProgressBlock
from tests.fakes import FakePlatform
from tests.raising import KINDS, make_api_raise
from tests.xblock.conftest import AUTHOR


@pytest.mark.parametrize(
    ("handler", "query", "asks"),
    [
        ("refresh", "", "get_freshness"),
        ("plan", "composite=0.8", "plans_for"),
        ("student_view_user_state", "", "get_progress"),
        ("specimen", "code=locked", "get_outline"),
    ],
    ids=lambda value: value or "-",
)
@pytest.mark.parametrize("kind", KINDS)
def test_a_handler_answers_its_status(
    kind: type[MicromastersError],
    make_block: Callable[..., MicromastersProgressBlock],
    platform: FakePlatform,
    db: None,
    monkeypatch: pytest.MonkeyPatch,
    handler: str,
    query: str,
    asks: str,
) -> None:
    make_api_raise(monkeypatch, asks, kind)
    response = make_block(AUTHOR).handle(handler, Request.blank(f"/?{query}"))
    assert (response.status_code, response.body) == (ANSWERS[kind].http, b"")
