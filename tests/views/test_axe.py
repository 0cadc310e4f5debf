"""Test that axe-core finds no barrier on a credential's page in any state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from micromasters_plugin.data import CredentialRecord
from tests.browsing import barriers
from tests.views.specimens import STATES, record
from tests.views.styles import linked_style


@pytest.mark.parametrize("state", [*STATES, "none"])
def test_a_verifier_meets_no_barrier(browser: Any, show: Callable[[CredentialRecord | None], Any], state: str) -> None:
    page = browser.new_page()
    html = show(None if state == "none" else record(state, is_specimen=True)).content.decode()
    page.set_content(html)
    page.add_style_tag(content=linked_style(html))
    assert barriers(page) == []
    page.close()
