"""Test how many bytes a page, its style and its scripts take after the compression that servers use."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

import micromasters_plugin
from micromasters_plugin import api
from micromasters_plugin.data import EarnedRequirement, StandingGroup
from tests.views.specimens import PATH, STATES, record, standings
from tests.views.styles import LINK

STATIC = Path(micromasters_plugin.__file__).parent / "static"
BUDGET_BYTES = 8 * 1024
SIX = tuple(EarnedRequirement(f"SC{n}x", f"Supply chains, part {n}", date(2025, 1 + n, 1)) for n in range(6))


def compressed(content: bytes) -> int:
    return len(gzip.compress(content, 6))


@pytest.mark.parametrize("state", [*STATES, "none"])
def test_a_credentials_page_stays_below_eight_kilobytes(show: Callable[..., Any], state: str) -> None:
    credential = None if state == "none" else record(state, requirements=SIX, is_specimen=True)
    assert compressed(show(credential).content) <= BUDGET_BYTES


@pytest.mark.parametrize("rows", [0, 1, 50])
def test_a_course_teams_page_stays_below_eight_kilobytes(
    team: Client, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    groups = tuple(StandingGroup(number, 5 * number) for number in range(rows))
    monkeypatch.setattr(api, "course_standings", lambda *_, **__: standings(groups=groups))
    html = team.get(PATH).content
    assert html.count(b'scope="row"') == rows
    assert compressed(html) <= BUDGET_BYTES


def test_all_style_and_scripts_together_stay_below_eight_kilobytes() -> None:
    assert sum(compressed(path.read_bytes()) for path in STATIC.rglob("*.*")) <= BUDGET_BYTES


def test_pages_link_only_to_style_that_the_package_has(show: Callable[..., Any]) -> None:
    for credential in (record(), record("revoked"), None):
        names = LINK.findall(show(credential).content.decode())
        assert names and all((STATIC / name).is_file() for name in names)
