"""Run the contract tests of the ports on the demo host, in a subprocess with the demo's settings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.demo.conftest import demo_environment

SUITE = Path(__file__).with_name("port_suite.py")


def test_the_demo_keeps_the_contract(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--ds=host.settings", "-p", "no:cacheprovider"]
    # A dependency of XBlock warns when the demo's URLs are first loaded.
    command += ["-W", "default", str(SUITE)]
    done = subprocess.run(command, env=demo_environment(tmp_path), capture_output=True, text=True, timeout=120)
    if done.returncode:
        pytest.fail(done.stdout, pytrace=False)
