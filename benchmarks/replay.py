"""Replay the whole recorded grade book through the demo's signals into standings, credentials and candidates."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure

ROOT = Path(__file__).parent.parent
GRADEBOOK = (
    Path(os.environ.get("MICROMASTERS_DATA", ROOT.parent / "shared" / "data")) / "oulad" / "gradebook-2013.csv.gz"
)


def measure() -> list[Figure]:
    """Replay program DDD. The result of this program is known: 536 of 2,467 graded learners have earned the program."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "host.settings",
            "DEMO_DB": f"sqlite:///{folder}/replay.sqlite3",
        }
        _manage(environment, "migrate", "--verbosity", "0")
        result = json.loads(_manage(environment, "replay", str(GRADEBOOK), "--program", "DDD").splitlines()[-1])
        standings = _manage(environment, "micromasters", "export-standings", "--program", "DDD")
    earned = sum(row["earned"] == "true" for row in csv.DictReader(io.StringIO(standings)))
    return [
        Figure("replay, program DDD: earned credentials", earned, "", exactly=536),
        Figure("replay: events", result["events"], ""),
        Figure("replay: evaluations to hints", result["evaluations"] / result["hints"], "times", 0.999),
        Figure("replay: candidates", result["candidates"], ""),
        Figure("replay: events per second", result["events_per_second"], "1/s"),
        Figure("replay: seconds", result["seconds"], "s"),
        Figure("replay: largest resident set", result["peak_rss_mb"], "MB"),
    ]


def _manage(environment: dict[str, str], *args: str) -> str:
    command = [sys.executable, str(ROOT / "demo" / "manage.py"), *args]
    return subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True).stdout
