"""Compare the accepted markup with the current markup, for cases with every pair of values of two axes."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest

from tests.gallery.build import build
from tests.gallery.cases import COMPARED, READERS, Case, covering_cases, every_case
from tests.gallery.drawing import draw
from tests.gallery.markup import outline_of
from tests.gallery.snapshots import FOLDER, path_of
from tests.gallery.states import STATES

CASES = covering_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: "-".join(map(str, case)))
def test_the_markup_is_the_accepted_one(case: Case) -> None:
    assert outline_of(draw(case)) == path_of(case.drawing).read_text(encoding="utf-8")


def test_no_file_is_left_over() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {path_of(case.drawing).name for case in CASES}


@pytest.mark.parametrize(("one", "other"), [*combinations(range(len(COMPARED)), 2)])
def test_each_pair_of_values_occurs(one: int, other: int) -> None:
    assert {(case[one], case[other]) for case in CASES} == set(product(COMPARED[one], COMPARED[other]))


@pytest.mark.parametrize("state", STATES)
def test_staff_who_view_as_a_learner_see_the_learners_page(state: str) -> None:
    learner, masquerade = (Case(state, reader, "full", "en", 360, "light") for reader in ("learner", "masquerade"))
    assert draw(masquerade) == draw(learner)


def test_the_gallery_holds_every_case_without_a_server(tmp_path: Path) -> None:
    page = build(tmp_path).read_text(encoding="utf-8")
    assert {case.reader for case in every_case()} == set(READERS)
    assert all(f'"{case.drawing}":' in page for case in every_case())
    assert 'src="' not in page
    assert "@import" not in page


def test_an_element_closed_by_another_tag_is_refused() -> None:
    with pytest.raises(AssertionError, match="closes another"):
        outline_of("<p><b>bold</p>")


def test_the_outline_keeps_texts_classes_and_order() -> None:
    markup = '<p class="a b" id="x">One <b>two</b> three<br></p>'
    assert outline_of(markup) == "p.a.b id=x “One”\n  b “two”\n  “three”\n  br\n"
