"""Test the lines about the credential, the candidacy, and the programs before and after this program."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from micromasters_plugin.data import ProgramState, RelatedProgress
from micromasters_xblock.page.page import Page, outline_page, progress_page
from micromasters_xblock.words.reader import Reader
from tests.xblock.specimens import (
    NOW,
    PROGRAM,
    credential,
    outline,
    progress,
)


def page_of(reader: Reader, **fields: Any) -> Page:
    return progress_page(progress(**fields), heading="", now=NOW, reader=reader)


@pytest.mark.parametrize(
    ("fields", "claim", "has_link"),
    [
        ({"earned": True, "credential": credential()}, "You have earned the credential.", True),
        ({"earned": True}, "You have earned the credential.", False),
        ({"state": ProgramState.HELD}, "Your credential is on hold.", False),
        ({"earned": False, "credential": credential()}, "Your credential is valid.", True),
        ({"earned": True, "credential": credential("suspended")}, "Your credential is suspended.", False),
        ({"earned": False, "credential": credential("revoked")}, "Your credential was revoked.", False),
        ({"earned": True, "credential": credential("superseded")}, "This credential was replaced.", True),
    ],
    ids=["valid", "being issued", "on hold", "under review", "suspended", "revoked", "superseded"],
)
def test_the_credential_has_one_line(reader: Reader, fields: dict[str, Any], claim: str, has_link: bool) -> None:
    (line,) = page_of(reader, **fields).lines
    assert (line.claim, line.action is not None) == (claim, has_link)


def test_the_credential_link_is_its_public_address(reader: Reader) -> None:
    (line,) = page_of(reader, earned=True, credential=credential()).lines
    assert line.action is not None
    assert line.action.url == "/micromasters/credentials/7f3d2c1e-5b64-4c0e-9a51-2f8e6d0c9b47/"


def test_a_flagged_learners_line_says_that_admission_is_undecided(reader: Reader) -> None:
    (line,) = page_of(reader, is_candidate=True, meets_admission_bar=True).lines
    assert (line.claim, line.detail) == (
        "You meet the admission bar.",
        "Your composite is 0.84; the bar is 0.80. People decide on admission; nothing has been decided yet.",
    )


def test_the_programs_before_and_after_have_a_line_each(reader: Reader) -> None:
    related = (RelatedProgress("The series", False, True, 3, 3), RelatedProgress("The master’s", True, False, 0, 1))
    page = page_of(reader, related=related)
    assert [(line.mark, line.claim) for line in page.lines[-2:]] == [
        ("earned", "The series: 3 of 3 requirements earned"),
        ("half", "The master’s: 0 of 1 requirement earned"),
    ]


def test_a_retired_program_says_so_first_and_has_no_plan(reader: Reader) -> None:
    page = page_of(reader, program=replace(PROGRAM, retired=NOW), earned=True, credential=credential())
    retired, held = page.lines
    assert (retired.claim, held.claim) == ("This program was retired.", "You have earned the credential.")
    assert retired.detail == ("Since 24 November 2026 nothing new counts in it. What was earned before stays earned.")
    assert (page.steps, page.begin, page.target) == ((), None, None)


def test_a_retired_program_offers_no_first_step(reader: Reader) -> None:
    page = outline_page(outline(program=replace(PROGRAM, retired=NOW)), heading="", now=NOW, reader=reader)
    assert [line.claim for line in page.lines] == ["This program was retired."]
    assert page.begin is None
