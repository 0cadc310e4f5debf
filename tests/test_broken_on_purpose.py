"""Test how the platform's plugin mechanism reacts to a broken module of the package and reports the module.

Each case starts a process on a copy of the package. One module of the copy is broken.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import REPOSITORY

BROKEN = "\nimport nothing_there\n"
START = "import django; django.setup(); "
STUDIO = (
    "import tests.settings; from edx_django_utils.plugins import add_plugins; "
    "add_plugins('tests.settings', 'cms.djangoapp', 'production')"
)
LOAD_BLOCK = "from xblock.core import XBlock; XBlock.load_class('micromasters_progress')"
REVERSE = "from django.urls import reverse; reverse('admin:index')"

GRADE = "from tests.factories import run_of, send_grade; send_grade(7, run_of('1x'), robust=False); print('saved')"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Create a folder with both packages and the test host."""
    for package in ("micromasters_plugin", "micromasters_xblock", "tests"):
        shutil.copytree(REPOSITORY / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(folder: Path, *command: str) -> tuple[int, str]:
    """Run Python in the folder. Return the exit status and the whole output."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(folder)}
    child = subprocess.run(
        [sys.executable, "-W", "ignore", *command], cwd=folder, env=environment, capture_output=True, text=True
    )
    return child.returncode, child.stdout + child.stderr


def break_module(folder: Path, name: str) -> None:
    with (folder / "micromasters_plugin" / name).open("a", encoding="utf-8") as module:
        module.write(BROKEN)


def test_the_copy_starts(copy):
    assert run(copy, "-c", START + LOAD_BLOCK + "; " + REVERSE) == (0, "")


def test_a_broken_app_is_dropped_with_one_line_in_the_log_and_the_block_still_loads(copy):
    break_module(copy, "apps.py")
    status, output = run(copy, "-c", "import logging; logging.basicConfig(); " + START + LOAD_BLOCK)
    assert status == 0
    assert output == "ERROR:stevedore.extension:Could not load 'micromasters_plugin': No module named 'nothing_there'\n"


def test_a_platform_that_dropped_the_app_knows_no_command_of_it(copy):
    break_module(copy, "apps.py")
    status, output = run(copy, "-m", "django", "micromasters", "doctor")
    assert status == 1
    assert "Unknown command: 'micromasters'" in output


@pytest.mark.parametrize("name", ["settings/common.py", "settings/beat.py", "signals/receivers.py"])
def test_no_process_starts_with_broken_settings_or_receivers(copy, name):
    break_module(copy, name)
    status, output = run(copy, "-c", START)
    assert status == 1
    assert "No module named 'nothing_there'" in output and Path(name).name in output


def test_studio_does_not_start_with_its_own_settings_broken(copy):
    assert run(copy, "-c", STUDIO) == (0, "")
    break_module(copy, "settings/production.py")
    status, output = run(copy, "-c", STUDIO)
    assert status == 1
    assert "No module named 'nothing_there'" in output and "production.py" in output


def test_processes_start_with_broken_urls_but_cannot_reverse_any(copy):
    break_module(copy, "urls.py")
    assert run(copy, "-c", START)[0] == 0
    status, output = run(copy, "-c", START + REVERSE)
    assert status == 1
    assert "No module named 'nothing_there'" in output


def test_the_doctor_names_the_command_that_creates_missing_tables(copy):
    status, output = run(copy, "-m", "django", "micromasters", "doctor")
    assert status == 1
    assert "tables_not_migrated: not applied: 0001_initial" in output and "`migrate micromasters`" in output
    assert "check_broke" not in output


def test_a_grade_is_saved_without_the_plugins_tables_and_the_log_names_the_missed_work(copy):
    status, output = run(copy, "-c", "import logging; logging.basicConfig(); " + START + GRADE)
    assert status == 0
    assert "was not processed: OperationalError" in output and "append_hints" in output and output.startswith("saved\n")
