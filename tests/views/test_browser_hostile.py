"""Test that hostile texts in a learner's name and in the program stay texts on a credential's live page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from micromasters_plugin.data import CredentialRecord, EarnedRequirement
from tests.hostile import CORPUS, HARMLESS, harm
from tests.views.specimens import STATES, record


@pytest.mark.parametrize("state", STATES)
def test_a_credential_shows_hostile_texts_as_text(
    browser: Any, show: Callable[[CredentialRecord | None], Any], state: str
) -> None:
    page = browser.new_page()
    for text in CORPUS:
        texts = dict.fromkeys(("name", "program_title", "program_kind", "institution", "accent", "pathway_worth"), text)
        earned = (EarnedRequirement(text, text, date(2025, 12, 17)),)
        page.set_content(show(record(state, requirements=earned, **texts)).content.decode())
        assert harm(page) == HARMLESS, text
    page.close()
