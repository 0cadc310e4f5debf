"""Test the block in Studio: preview, editor, saving, and faults in the settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import etree
from webob import Request

from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.visibility import Shown
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin
from tests.xblock.specimens import NEXT_RUN, NOW, PROGRAM, PROGRAM_UUID, outline, requirement

MakeBlock = Callable[..., MicromastersProgressBlock]
SWITCHES = ("show_grades", "show_plan", "show_units", "show_pathway", "show_certificate")
GOOD = {
    "display_name": " Your program ",
    "program_uuid": PROGRAM_UUID,
    "heading": " Your way ",
    "layout": "full",
    **dict.fromkeys(SWITCHES, True),
}

HERE = requirement(is_this_course=True)


class Permissions:
    """Studio's permission service."""

    def __init__(self, may_write: bool):
        self._may_write = may_write

    def can_write(self, course_key: Any) -> bool:
        return self._may_write


def save(block: MicromastersProgressBlock, data: Any) -> tuple[int, Any]:
    """Post ``data`` to the handler. Return the status and the body of the answer."""
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


def test_the_editor_escapes_the_authors_texts(make_block: MakeBlock, plugin: FakePlugin) -> None:
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
def test_viewers_without_write_access_change_nothing(
    make_block: MakeBlock, plugin: FakePlugin, attributes: Any, services: dict[str, Any]
) -> None:
    block = make_block(attributes, services=services)
    status, _ = save(block, {**GOOD, "heading": "changed"})
    assert (status, block.heading) == (403, "")


def test_studios_permission_service_decides_if_present(make_block: MakeBlock, plugin: FakePlugin) -> None:
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
        ({"layout": "narrow"}, "layout"),
        ({"show_grades": "true"}, "show_grades"),
        ({"show_units": None}, "show_units"),
    ],
)
def test_a_bad_value_is_refused_under_its_field_and_changes_nothing(
    make_block: MakeBlock, plugin: FakePlugin, changes: dict[str, str], field: str
) -> None:
    block = make_block(AUTHOR)
    status, answer = save(block, {**GOOD, **changes})
    assert (status, list(answer["error"]), block.heading) == (400, [field], "")


@pytest.mark.parametrize("data", [[], "text", None, {}, {**GOOD, "heading": None}, {**GOOD, "program_uuid": ["x"]}])
def test_a_malformed_request_is_refused(make_block: MakeBlock, plugin: FakePlugin, data: Any) -> None:
    assert save(make_block(AUTHOR), data)[0] == 400


def test_the_preview_shows_an_invented_learner(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert "Supply Chain Analytics" in make_block(AUTHOR).author_view().content
    assert plugin.progress_reads == []


def test_an_author_chooses_the_displayed_parts(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(AUTHOR)
    assert save(block, {**GOOD, "layout": "compact", "show_grades": False, "show_plan": False})[0] == 200
    assert block.shown == Shown(grades=False, plan=False, is_compact=True)
    html = block.studio_view().content
    assert html.count(" checked>") == 4


def test_a_missing_setting_keeps_its_value(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(AUTHOR, layout="compact", show_plan=False)
    assert save(block, {name: GOOD[name] for name in ("display_name", "program_uuid", "heading")})[0] == 200
    assert block.shown == Shown(plan=False, is_compact=True)


def test_programs_with_this_course_have_a_separate_heading(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.programs = [replace(PROGRAM, uuid="other", title="Analytics", courses=("MITx+6.86x",)), PROGRAM]
    html = make_block(AUTHOR).studio_view().content
    places = [html.index(text) for text in ("With this course", PROGRAM.title, "Other programs", "Analytics")]
    assert places == sorted(places)


@pytest.mark.parametrize(("programs", "is_searchable"), [(1, False), (8, True)])
def test_a_long_list_can_be_searched(
    make_block: MakeBlock, plugin: FakePlugin, programs: int, is_searchable: bool
) -> None:
    plugin.programs = [replace(PROGRAM, uuid=f"{number}") for number in range(programs)]
    assert ("data-mm-search" in make_block(AUTHOR).studio_view().content) is is_searchable


def test_a_layout_of_another_version_gives_the_full_display(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert make_block(layout="mosaic").shown.is_compact is False


def test_export_and_import_keep_every_setting_and_nothing_else(make_block: MakeBlock, plugin: FakePlugin) -> None:
    fields = {"heading": 'Your <way> & "more"', "layout": "compact", "show_grades": False, "display_name": "Way"}
    block = make_block(AUTHOR, **fields)
    node = etree.Element("vertical")
    block.add_xml_to_node(node)
    assert set(node.attrib) - {"xblock-family"} == {*fields, "program_uuid"}
    copied = make_block(AUTHOR, program_uuid="")
    for name, field in block.fields.items():
        if name in node.attrib:
            setattr(copied, name, field.from_string(node.attrib[name]))
    assert all(getattr(copied, name) == getattr(block, name) for name in (*fields, "program_uuid"))


def test_the_preview_without_a_program_shows_the_learners_notice_once(
    make_block: MakeBlock, plugin: FakePlugin
) -> None:
    html = make_block(AUTHOR, program_uuid="").author_view().content
    assert "Until then learners read: Progress in the program is not available at the moment." in html
    assert "No program is chosen yet." not in html


def messages_of(block: MicromastersProgressBlock) -> list[tuple[str, str]]:
    """Return the messages that Studio would show about the block's settings."""
    return [(message.type, message.text) for message in block.validate().messages]


def test_a_block_without_a_program_warns(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert messages_of(make_block(AUTHOR, program_uuid="")) == [
        ("warning", "No program is chosen yet. Edit this component and choose one.")
    ]


def test_a_deleted_program_is_an_error(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert messages_of(make_block(AUTHOR, program_uuid="gone")) == [
        ("error", "The chosen program is gone. Edit this component and choose another.")
    ]


def test_a_program_that_does_not_name_this_course_warns(make_block: MakeBlock, plugin: FakePlugin) -> None:
    assert messages_of(make_block(AUTHOR)) == [("warning", "This course is not part of the chosen program.")]


def test_a_program_that_names_this_course_has_no_message(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.outline = outline(requirements=(requirement(is_this_course=True),))
    assert messages_of(make_block(AUTHOR)) == []


def test_an_ended_program_warns(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.outline = outline(
        program=replace(PROGRAM, ends=date(2020, 11, 24), ends_at=NOW.replace(year=2020)), requirements=(HERE,)
    )
    assert messages_of(make_block(AUTHOR)) == [
        ("warning", "The chosen program ended on 24 November 2020: what is reached later does not count.")
    ]


def test_a_retired_program_warns(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.outline = outline(program=replace(PROGRAM, retired=NOW), requirements=(HERE,))
    assert messages_of(make_block(AUTHOR)) == [
        (
            "warning",
            "The chosen program was retired on 24 November 2026: choose another, or take the block away.",
        )
    ]


def test_runs_without_dates_warn(make_block: MakeBlock, plugin: FakePlugin) -> None:
    undated = requirement(key="SC4x", next_run=replace(NEXT_RUN, start=None))
    plugin.outline = outline(requirements=(HERE, undated))
    assert messages_of(make_block(AUTHOR)) == [
        ("warning", "Learners are told no date, because the next run has none: SC4x.")
    ]
