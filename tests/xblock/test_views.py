"""Test the block's views for learners and visitors."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from unittest.mock import Mock

import pytest
from django.test import override_settings
from xblock.completable import XBlockCompletionMode
from xblock.runtime import NullI18nService

from micromasters_xblock.block import MicromastersProgressBlock
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin, OneUser
from tests.xblock.specimens import PROGRAM, PROGRAM_UUID, credential, progress, requirement

MakeBlock = Callable[..., MicromastersProgressBlock]
HOSTILE = "</script><img src=x onerror=alert(1)>\"'{{ 7|add:7 }}"


def test_a_learner_sees_their_own_progress(make_block: MakeBlock, plugin: FakePlugin) -> None:
    html = make_block().student_view().content
    assert plugin.progress_reads == [7]
    assert "3 of 6 requirements earned" in html
    assert "0.08 below the bar" in html


@pytest.mark.parametrize("attributes", [LEARNER, AUTHOR], ids=["a learner", "staff"])
def test_a_view_asks_the_host_once_for_the_viewer(make_block: MakeBlock, plugin: FakePlugin, attributes: Any) -> None:
    host = Mock(wraps=OneUser(attributes))
    make_block(services={"user": host}).student_view()
    assert host.get_current_user.call_count == 1


def test_only_displayed_words_are_translated(make_block: MakeBlock, plugin: FakePlugin) -> None:
    host = Mock(gettext=Mock(side_effect=str), ngettext=NullI18nService().ngettext)
    make_block(services={"i18n": host}).student_view()
    messages = [call.args[0] for call in host.gettext.call_args_list]
    assert "Requirements" in messages
    assert "Sign in to see your own progress here." not in messages
    assert len(messages) == len(set(messages))


@pytest.mark.parametrize("view", ["student_view", "public_view"])
def test_a_visitor_sees_the_outline_and_nobodys_grades(make_block: MakeBlock, plugin: FakePlugin, view: str) -> None:
    html = getattr(make_block(None), view)().content
    assert plugin.progress_reads == []
    assert "Supply Chain Analytics" in html
    assert "Sign in to see your own progress here." in html
    assert "mm-bar" not in html


def test_the_public_view_shows_learners_no_personal_data(make_block: MakeBlock, plugin: FakePlugin) -> None:
    make_block().public_view()
    assert plugin.progress_reads == []


def test_an_unenrolled_reader_sees_the_requirements_as_not_enrolled(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.progress = plugin.outline
    assert make_block().student_view().content.count("<b>Not enrolled</b>") == 6


def test_hostile_texts_from_any_source_are_escaped(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.progress = progress(
        program=replace(PROGRAM, title=HOSTILE, institution=HOSTILE),
        pathway_title=HOSTILE,
        pathway_worth=HOSTILE,
        requirements=(requirement(key=HOSTILE, title=HOSTILE, is_this_course=True),),
        credential=credential(name=HOSTILE),
        earned=True,
    )
    html = make_block(heading=HOSTILE).student_view().content
    assert "<img" not in html
    assert "</script" not in html
    assert "{{ 7|add:7 }}" in html


def test_a_deleted_program_gives_learners_a_calm_notice(make_block: MakeBlock, plugin: FakePlugin) -> None:
    plugin.programs = []
    html = make_block().student_view().content
    assert "Progress in the program is not available at the moment." in html


@pytest.mark.parametrize("view", ["student_view", "public_view", "author_view", "studio_view"])
def test_every_view_renders_without_the_plugins_app(make_block: MakeBlock, view: str) -> None:
    with override_settings(INSTALLED_APPS=["django.contrib.contenttypes"]):
        assert "mm-quiet" in getattr(make_block(), view)().content


def test_ids_carry_the_usage_id(make_block: MakeBlock, plugin: FakePlugin) -> None:
    html = make_block().student_view().content
    assert 'id="mm-block-v1mitxctlsc3x3t2026' in html


def test_everything_that_an_id_reference_names_exists(make_block: MakeBlock, plugin: FakePlugin) -> None:
    html = make_block().student_view().content + make_block().studio_view().content
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    named = re.findall(r'(?:aria-labelledby|aria-describedby|for)="([^"]+)"', html)
    assert {one for names in named for one in names.split()} <= ids


@pytest.mark.parametrize("number", [6, 50])
def test_a_page_with_its_style_stays_below_eight_kilobytes_compressed(
    make_block: MakeBlock, plugin: FakePlugin, number: int
) -> None:
    plugin.progress = progress(requirements=tuple(requirement(key=f"N{n}", title=f"Course {n}") for n in range(number)))
    fragment = make_block().student_view()
    page = fragment.head_html() + fragment.body_html()
    assert len(gzip.compress(page.encode(), 6)) <= 8 * 1024


def test_the_block_has_no_score_and_no_completion() -> None:
    block = MicromastersProgressBlock
    assert (block.has_score, block.completion_mode) == (False, XBlockCompletionMode.EXCLUDED)


def test_only_the_i18n_service_is_needed() -> None:
    declared = {
        name: MicromastersProgressBlock.service_declaration(name)
        for name in ("i18n", "user", "studio_user_permissions")
    }
    assert declared == {"i18n": "need", "user": "want", "studio_user_permissions": "want"}


def test_the_outline_is_shown_without_a_user_service(make_block: MakeBlock, plugin: FakePlugin) -> None:
    block = make_block(services={"user": None})
    assert "Sign in" in block.student_view().content


def test_the_course_run_is_named_without_studios_branch(make_block: MakeBlock) -> None:
    assert make_block().course_run == "course-v1:MITx+CTL.SC3x+3T2026"


def test_a_custom_course_is_no_run_of_the_program(make_block: MakeBlock) -> None:
    assert make_block(course_run="ccx-v1:MITx+CTL.SC3x+3T2026+ccx@1").course_run == ""


def test_staff_who_view_the_course_as_a_learner_are_shown_the_block() -> None:
    assert MicromastersProgressBlock.show_in_read_only_mode is True


@pytest.mark.parametrize(
    ("attributes", "is_linked"),
    [(AUTHOR, True), (LEARNER, False), (None, False)],
    ids=["staff", "learner", "visitor"],
)
def test_only_staff_get_the_link_to_their_learners_standings(
    make_block: MakeBlock, plugin: FakePlugin, attributes: Any, is_linked: bool
) -> None:
    html = make_block(attributes).student_view().content
    path = f"/micromasters/courses/course-v1:MITx+CTL.SC3x+3T2026/{PROGRAM_UUID}/"
    assert (f'href="{path}"' in html) is is_linked
