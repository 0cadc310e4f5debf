"""Test that the plugin makes no queries and imports no unneeded modules while a process starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.needs import REPOSITORY


@pytest.fixture(scope="module")
def start() -> dict[str, Any]:
    """Run ``benchmarks/start_process.py`` as a subprocess, and return the counts that the script prints."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    child = [sys.executable, str(REPOSITORY / "benchmarks" / "start_process.py")]
    return json.loads(subprocess.run(child, env=environment, check=True, capture_output=True, text=True).stdout)


def test_the_start_makes_no_database_queries(start):
    assert start["queries"] == 0


def test_the_start_loads_no_modules_for_workers(start):
    assert not {"micromasters_plugin.pipeline.rounds", "micromasters_plugin.effects"} & set(start["modules"])
    assert "micromasters_plugin.signals.receivers" in start["modules"]


def test_the_api_loads_its_modules_at_the_first_call(start):
    assert not {"micromasters_plugin.api.families", "micromasters_plugin.data.records"} & set(start["modules"])
    assert {"micromasters_plugin.api", "micromasters_plugin.data"} <= set(start["modules"])
