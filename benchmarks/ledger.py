"""Measure the time to verify an exported ledger, to check a stored ledger, and to recompute a ledger's entries.

The benchmark measures processor time, which other work does not change. A ledger with ten times as many entries must
need the same memory.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.figures import Figure
from tests.ledger.files import new_key_pem

ROOT = Path(__file__).parent.parent
VERIFIED = int(os.environ.get("MICROMASTERS_BENCH_VERIFIED", "1000000"))
RECOMPUTED = int(os.environ.get("MICROMASTERS_BENCH_RECOMPUTED", "100000"))


def measure() -> list[Figure]:
    """Measure a tenth of the entries first, then all entries."""
    with tempfile.TemporaryDirectory() as folder:
        key = Path(folder) / "key.pem"
        key.write_bytes(new_key_pem())
        tenth, verified = _verify(VERIFIED // 10, key), _verify(VERIFIED, key)
        few = f"sqlite:///{folder}/few.sqlite3"
        many = f"sqlite:///{folder}/many.sqlite3"
        for url, count in ((few, RECOMPUTED // 10), (many, RECOMPUTED)):
            _run("fill", count, key, url)
        recomputed_few, recomputed = _run("recompute", 0, key, few), _run("recompute", 0, key, many)
        checked = _run("check", RECOMPUTED, key, many)
    return [
        Figure("entries verified from an export", verified["entries"], ""),
        Figure("verified: processor time", verified["cpu"], "s"),
        Figure("verified: each entry, against a tenth of them", _each(verified) / _each(tenth), "times", 1.5),
        Figure("verified: largest resident set", verified["rss_mb"], "MB"),
        Figure("verified: memory beyond that of a tenth", verified["rss_mb"] - tenth["rss_mb"], "MB", 8),
        Figure("decisions recomputed", recomputed["entries"], ""),
        Figure("recomputed: processor time", recomputed["cpu"], "s"),
        Figure("recomputed: each, against a tenth of them", _each(recomputed) / _each(recomputed_few), "times", 1.5),
        Figure("recomputed: largest resident set", recomputed["rss_mb"], "MB"),
        Figure("recomputed: memory beyond that of a tenth", recomputed["rss_mb"] - recomputed_few["rss_mb"], "MB", 8),
        Figure("checked in the database: processor time", checked["cpu"], "s"),
    ]


def _each(step: dict[str, float]) -> float:
    return step["cpu"] / step["entries"]


def _verify(count: int, key: Path) -> dict[str, float]:
    """Verify an export through a pipe, so that a million entries need no space on a disk."""
    writer = subprocess.Popen(_command("write", count), env=_environment(key), cwd=ROOT, stdout=subprocess.PIPE)
    result = _run("verify", count, key, stdin=writer.stdout)
    if writer.wait():
        raise RuntimeError("the ledger could not be written")
    return result


def _run(step: str, count: int, key: Path, url: str = "sqlite://", stdin: object = None) -> dict[str, float]:
    done = subprocess.run(
        _command(step, count),
        env=_environment(key, url),
        cwd=ROOT,
        stdin=stdin,  # type: ignore[arg-type]
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    lines = done.stdout.splitlines()
    return json.loads(lines[-1]) if lines else {}


def _command(step: str, count: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.ledger_steps", step, str(count)]


def _environment(key: Path, url: str = "sqlite://") -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "MICROMASTERS_TEST_DB": url,
        "MICROMASTERS_BENCH_KEY": str(key),
    }
