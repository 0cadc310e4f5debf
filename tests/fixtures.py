"""Fixtures over the platform in memory, for every room that needs one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.tracking import tracked_runs
from tests.factories import program_text
from tests.fakes import FakePlatform


@pytest.fixture
def platform() -> Iterator[FakePlatform]:
    """An empty platform."""
    FakePlatform.reset()
    tracked_runs.forget()
    yield FakePlatform()
    FakePlatform.reset()
    tracked_runs.forget()


@pytest.fixture
def program(db: None, platform: FakePlatform) -> Program:
    """All of the courses Ex+1x and Ex+2x at 0.60; admission at 0.80 with the credential; key ``example``."""
    api.import_program(program_text("1x", "2x"))
    tracked_runs.forget()
    return Program.objects.get(key="example")
