"""Test the invented learners, one for each state. The page of each learner must be consistent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from webob import Request

from micromasters_plugin.data import RequirementState
from micromasters_xblock.block import MicromastersProgressBlock
from micromasters_xblock.page.page import outline_page, progress_page
from micromasters_xblock.page.plan import leaves
from micromasters_xblock.page.rows import RequirementRow
from micromasters_xblock.page.specimens import CODES, WHOLE, specimen, specimen_names
from micromasters_xblock.visibility import Shown
from micromasters_xblock.words.reader import Reader
from tests.gallery.program import beside_audit, gallery_outline
from tests.xblock.conftest import AUTHOR, LEARNER, FakePlugin
from tests.xblock.specimens import NOW, reason

MakeBlock = Callable[..., MicromastersProgressBlock]


def test_there_is_a_specimen_for_every_state_of_a_requirement() -> None:
    assert set(CODES) - set(WHOLE) == {state.value for state in RequirementState} - {"group_open"}


@pytest.mark.parametrize("shown", [Shown(), Shown(is_compact=True, grades=False)], ids=["full", "compact"])
@pytest.mark.parametrize("viewer", ["learner", "audit"])
@pytest.mark.parametrize("code", CODES)
def test_every_state_has_one_message_and_at_most_one_action(
    reader: Reader, code: str, viewer: str, shown: Shown
) -> None:
    learner = specimen(gallery_outline(), code, now=NOW)
    learner = beside_audit(learner) if viewer == "audit" else learner
    page = progress_page(learner, heading="", now=NOW, reader=reader, shown=shown)
    rows = [item.row for item in page.table]
    assert len(rows) == len(list(leaves(learner.requirements)))
    for row in rows:
        assert row.words.state
        assert row.words.mark
        assert "%(" not in row.words.detail
    assert len({line.claim for line in page.lines}) == len(page.lines) <= 2


@pytest.mark.parametrize("code", CODES)
def test_the_outline_shows_nobodys_state(reader: Reader, code: str) -> None:
    page = outline_page(specimen(gallery_outline(), code, now=NOW), heading="", now=NOW, reader=reader)
    assert not [item for item in page.items if isinstance(item, RequirementRow) and (item.words.state or item.grade)]
    assert (page.count, page.lines, page.picture, page.as_of) == ("", (), None, "")


@pytest.mark.parametrize("code", WHOLE)
def test_an_invalid_credential_is_never_called_earned(reader: Reader, code: str) -> None:
    page = progress_page(specimen(gallery_outline(), code, now=NOW), heading="", now=NOW, reader=reader)
    assert any(line.is_strong for line in page.lines) is (code in ("credential", "candidate"))


def test_a_candidates_shown_grades_reach_the_admission_bar() -> None:
    candidate = specimen(gallery_outline(), "candidate", now=NOW)
    assert candidate.composite is not None
    assert candidate.composite >= candidate.admission_bar
    assert all(row.ratio >= candidate.admission_bar for row in leaves(candidate.requirements))


@pytest.mark.parametrize("code", ["locked", "out_of_order"])
def test_an_out_of_order_course_names_the_earlier_one(reader: Reader, code: str) -> None:
    page = progress_page(specimen(gallery_outline(), code, now=NOW), heading="", now=NOW, reader=reader)
    (row,) = (item.row for item in page.table if item.row.is_this_course)
    assert "SC0x" in row.words.detail


@pytest.mark.parametrize(("code", "waits"), [("in_progress", "SC3x,14.73x"), ("earned", "14.73x")])
def test_the_exam_waits_for_that_learners_missing_courses(code: str, waits: str) -> None:
    *_, exam = leaves(specimen(gallery_outline(), code, now=NOW).requirements)
    assert [reason.value("after") for reason in exam.reasons] == [waits]


def test_a_requirement_with_its_prerequisites_earned_is_open() -> None:
    outline = gallery_outline()
    *rows, exam = outline.requirements
    opens_after_this = replace(exam, reasons=reason("locked", after="SC0x,SC3x"))
    learner = specimen(replace(outline, requirements=(*rows, opens_after_this)), "earned", now=NOW)
    assert (learner.requirements[-1].state.value, learner.requirements[-1].reasons) == ("not_enrolled", ())


@pytest.mark.parametrize("code", WHOLE)
def test_a_learner_with_every_requirement_has_every_unit_of_knowledge(code: str) -> None:
    assert all(unit.is_mastered for unit in specimen(gallery_outline(), code, now=NOW).units)


def test_each_specimen_has_a_unique_name(reader: Reader) -> None:
    names = specimen_names(gallery_outline(), now=NOW, reader=reader)
    assert [code for code, _ in names] == list(CODES)
    assert len({name for _, name in names}) == len(CODES)


@pytest.mark.parametrize("code", CODES)
def test_an_author_can_see_each_specimen(make_block: MakeBlock, plugin: FakePlugin, code: str) -> None:
    plugin.outline = gallery_outline()
    response = make_block(AUTHOR).handle("specimen", Request.blank(f"/?code={code}"))
    assert response.status_code == 200
    assert "Supply Chain Management" in response.text
    assert plugin.progress_reads == []


@pytest.mark.parametrize(
    ("attributes", "code"),
    [(LEARNER, "earned"), (None, "earned"), (AUTHOR, "group_open"), (AUTHOR, "")],
    ids=["a learner", "a visitor", "no such specimen", "none named"],
)
def test_unknown_codes_and_other_viewers_get_404(
    make_block: MakeBlock, plugin: FakePlugin, attributes: dict | None, code: str
) -> None:
    assert make_block(attributes).handle("specimen", Request.blank(f"/?code={code}")).status_code == 404
