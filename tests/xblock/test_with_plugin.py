"""Test the block with the real plugin, from a learner's grades to words, in a constant number of queries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.programs.models import Program
from micromasters_xblock.block import MicromastersProgressBlock
from tests.factories import UUID_A, program_text, run_of
from tests.fakes import FakePlatform

MakeBlock = Callable[..., MicromastersProgressBlock]
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


def test_a_grade_is_shown_against_its_bar(make_block: MakeBlock, program: Program, platform: FakePlatform) -> None:
    platform.pass_run(LEARNER, run_of("1x"), 0.9)
    api.reconcile(now=NOW)
    html = make_block(program_uuid=UUID_A).student_view().content
    assert "1 of 2 requirements earned" in html
    assert "0.90" in html


def test_the_credential_is_linked_once_earned(make_block: MakeBlock, program: Program, platform: FakePlatform) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(LEARNER, run_of(number), 0.9)
    api.reconcile(now=NOW)
    credential = api.get_progress(UUID_A, user_id=LEARNER).credential
    assert credential is not None
    html = make_block(program_uuid=UUID_A).student_view().content
    assert f'href="/micromasters/credentials/{credential.uuid}/"' in html


@pytest.mark.parametrize("courses", [5, 20, 50])
def test_a_view_takes_four_queries_however_many_courses(
    make_block: MakeBlock, db: None, platform: FakePlatform, courses: int
) -> None:
    numbers = [f"{number}x" for number in range(1, courses + 1)]
    api.import_program(program_text(*numbers), actor=OPERATOR)
    for number in numbers:
        platform.pass_run(LEARNER, run_of(number), 0.9)
    api.reconcile(now=NOW)
    block = make_block(program_uuid=UUID_A)
    with CaptureQueriesContext(connection) as queries:
        html = block.student_view().content
    assert f"{courses} of {courses} requirements earned" in html
    assert len(queries) == 4


def test_units_of_knowledge_come_from_the_standing(db: None, make_block: MakeBlock, platform: FakePlatform) -> None:
    text = program_text("1x", "2x").replace(
        "      title: Course 1x\n", "      title: Course 1x\n      units: [flows]\n"
    )
    api.import_program(f"{text}units:\n  - {{key: flows, title: Flows and inventories}}\n", actor=OPERATOR)
    platform.pass_run(LEARNER, run_of("1x"), 0.9)
    api.reconcile(now=NOW)
    html = make_block(program_uuid=UUID_A).student_view().content
    assert "Flows and inventories" in html
    assert "Mastered" in html
