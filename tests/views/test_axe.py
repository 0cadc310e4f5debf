"""axe-core finds no barrier on a credential's page in any state."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import micromasters_plugin
from micromasters_plugin.data import CredentialRecord
from tests.browsing import barriers
from tests.views.specimens import STATES, record

STYLE = Path(micromasters_plugin.__file__).parent / "static" / "micromasters" / "credential.css"


@pytest.mark.parametrize("state", [*STATES, "none"])
def test_a_verifier_meets_no_barrier(browser: Any, show: Callable[[CredentialRecord | None], Any], state: str) -> None:
    page = browser.new_page()
    page.set_content(show(None if state == "none" else record(state, is_specimen=True)).content.decode())
    page.add_style_tag(content=STYLE.read_text())
    assert barriers(page) == []
    page.close()
