"""The block in Studio: preview, editor, saving, and what is wrong with the settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from webob import Request

from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin
from tests.xblock.specimens import PROGRAM, PROGRAM_UUID, outline, requirement

MakeBlock = Callable[..., MicromastersProgressBlock]
GOOD = {"display_name": " Your program ", "program_uuid": PROGRAM_UUID, "heading": " Your way "}


class Permissions:
    """Studio's answer to who may write."""

    def __init__(self, may_write: bool):
        self._may_write = may_write

    def can_write(self, course_key: Any) -> bool:
        return self._may_write


def save(block: MicromastersProgressBlock, data: Any) -> tuple[int, Any]:
    """Post ``data`` to the handler; return status and answer."""
    request = Request.blank("/", method="POST", body=json.dumps(data).encode())
    response = block.handle("save_settings", request)
    return response.status_code, json.loads(response.body)


def test_the_editor_lists_the_programs_in_the_order_given(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.programs = [PROGRAM, replace(PROGRAM, uuid="other", title="Analytics")]
    html = make_block(AUTHOR).studio_view().content
    assert html.index("Supply Chain Management · MITx") < html.index("Analytics · MITx")
    assert f'value="{PROGRAM_UUID}" selected' in html


def test_the_editor_says_that_the_chosen_program_is_gone(make_block: MakeBlock, plugin: FakePlugin) -> None:
    html = make_block(AUTHOR, program_uuid="gone").studio_view().content
    assert "The program chosen before no longer exists." in html


def test_the_editor_escapes_what_an_author_typed(make_block: MakeBlock, plugin: FakePlugin) -> None:
    html = make_block(AUTHOR, heading='"><img src=x>', display_name="<img>").studio_view().content
    assert "<img" not in html


def test_the_editor_starts_its_script(make_block: MakeBlock, plugin: FakePlugin) -> None:
    fragment = make_block(AUTHOR).studio_view()
    assert fragment.js_init_fn == "MicromastersProgressEditor"
    assert "/resource/public/js/editor.js" in [resource.data for resource in fragment.resources]


def test_an_author_saves_trimmed_settings(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(AUTHOR, program_uuid="")
    assert save(block, GOOD) == (200, {"result": "success"})
    assert (block.display_name, block.program_uuid, block.heading) == ("Your program", PROGRAM_UUID, "Your way")


@pytest.mark.parametrize(
    ("attributes", "services"),
    [
        (LEARNER, {}),
        (None, {}),
        (AUTHOR, {"studio_user_permissions": Permissions(False)}),
    ],
    ids=["learner", "visitor", "no right to write in Studio"],
)
def test_others_are_refused_and_nothing_changes(
    make_block: MakeBlock, plugin: FakePlugin, attributes: Any, services: dict[str, Any]
) -> None:
    block = make_block(attributes, services=services)
    status, _ = save(block, {**GOOD, "heading": "changed"})
    assert (status, block.heading) == (403, "")


def test_studios_own_permissions_decide_where_it_has_them(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(LEARNER, services={"studio_user_permissions": Permissions(True)})
    assert save(block, GOOD)[0] == 200


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"program_uuid": "unknown"}, "program_uuid"),
        ({"program_uuid": ""}, "program_uuid"),
        ({"display_name": "  "}, "display_name"),
        ({"display_name": "x" * 121}, "display_name"),
        ({"heading": "x" * 121}, "heading"),
    ],
)
def test_a_bad_value_is_refused_beside_its_field_and_nothing_changes(
    make_block: MakeBlock, plugin: FakePlugin, changes: dict[str, str], field: str
) -> None:
    block = make_block(AUTHOR)
    status, answer = save(block, {**GOOD, **changes})
    assert (status, list(answer["error"]), block.heading) == (400, [field], "")


@pytest.mark.parametrize("data", [[], "text", None, {}, {**GOOD, "heading": None}, {**GOOD, "program_uuid": ["x"]}])
def test_a_malformed_request_is_refused(make_block: MakeBlock, plugin: FakePlugin, data: Any) -> None:
    assert save(make_block(AUTHOR), data)[0] == 400


def test_the_preview_shows_the_outline(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert "Supply Chain Analytics" in make_block(AUTHOR).author_view().content
    assert plugin.asked == []


def test_the_preview_says_that_no_program_is_chosen(make_block: MakeBlock, plugin: FakePlugin) -> None:
    html = make_block(AUTHOR, program_uuid="").author_view().content
    assert "No program is chosen yet." in html


def messages_of(block: MicromastersProgressBlock) -> list[tuple[str, str]]:
    """Return what Studio would show of the block's settings."""
    return [(message.type, message.text) for message in block.validate().messages]


def test_a_block_without_a_program_warns(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert messages_of(make_block(AUTHOR, program_uuid="")) == [
        ("warning", "No program is chosen yet. Edit this component and choose one.")
    ]


def test_a_program_that_is_gone_is_an_error(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert messages_of(make_block(AUTHOR, program_uuid="gone")) == [
        ("error", "The chosen program is gone. Edit this component and choose another.")
    ]


def test_a_program_that_does_not_name_this_course_warns(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert messages_of(make_block(AUTHOR)) == [("warning", "This course is not part of the chosen program.")]


def test_a_program_that_names_this_course_is_in_order(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.outline = outline(requirements=(requirement(is_this_course=True),))
    assert messages_of(make_block(AUTHOR)) == []
