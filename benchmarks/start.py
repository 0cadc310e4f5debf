"""Measure what the plugin adds to the start of a process: queries, and milliseconds of one core for imports.

Only the package's modules count, because the platform loads other libraries with or without the plugin. The benchmark
uses the fastest of several starts, because other work on the machine only adds time.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import Figure

STARTS = 9
CHILD = Path(__file__).with_name("start_process.py")


def measure() -> list[Figure]:
    """Start the test host several times.

    The first start compiles the modules. On a site, the first request loads the URLs.
    """
    with TemporaryDirectory() as compiled:
        _, *starts = (_start(compiled) for _ in range(STARTS + 1))
    return [
        Figure("importing the plugin at the start", min(one["start"] for one in starts), "ms", 60),
        Figure("modules imported at the start", len(starts[0]["modules"]), ""),
        Figure("queries while starting and loading", max(one["queries"] for one in starts), "", exactly=0),
        Figure("loading addresses, API and rules at the first request", min(one["addresses"] for one in starts), "ms"),
        Figure("loading the block at the first one", min(one["block"] for one in starts), "ms"),
    ]


def _start(compiled: str) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPYCACHEPREFIX": compiled}
    child = subprocess.run([sys.executable, str(CHILD)], env=environment, capture_output=True, text=True, check=True)
    return json.loads(child.stdout)
