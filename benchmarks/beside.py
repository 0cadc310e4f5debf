"""``python -m benchmarks.beside COMMIT``: measure this tree and an earlier commit in turns, and record the ratios.

Each round measures the earlier commit twice. The ratio of the earlier commit's two medians is the machine's spread.
This tree counts as slower if the ratio of this tree to the earlier commit is above 1.05 and above the spread. All
databases are on one private MariaDB.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import Figure, record
from tests.needs import MARIADB
from tests.services.mariadb import PrivateMariaDB

ROOT = Path(__file__).parent.parent
ROUNDS = int(os.environ.get("MICROMASTERS_BENCH_ROUNDS", "7"))
COHORT = int(os.environ.get("MICROMASTERS_BENCH_COHORT", "400"))
EARLIER, AGAIN, NOW = "the earlier commit", "the same commit again", "now"
ALLOWED = 1.05

Times = dict[str, dict[str, list[float]]]


def main(commit: str) -> int:
    """Record the figures. Return 1 if this tree is slower than the earlier commit."""
    with tempfile.TemporaryDirectory() as folder, _tree(commit, Path(folder) / "earlier") as earlier:
        trees = {EARLIER: earlier, AGAIN: earlier, NOW: ROOT}
        figures = list(_compare(_measure(trees, Path(folder) / "server")))
    record("beside", figures, commit=commit, rounds=str(ROUNDS))
    print("\n".join(map(str, figures)))
    return 0 if all(figure.holds for figure in figures) else 1


@contextmanager
def _tree(commit: str, path: Path) -> Iterator[Path]:
    """Check out the commit into ``path``, and remove the tree after the ``with`` block."""
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(path), commit], check=True)
    try:
        yield path
    finally:
        subprocess.run([*git, "remove", "--force", str(path)], check=True)


def _measure(trees: dict[str, Path], folder: Path) -> Times:
    folder.mkdir()
    server = PrivateMariaDB(MARIADB.require(), folder)
    server.install()
    server.start()
    times: Times = defaultdict(lambda: defaultdict(list))
    try:
        urls = {name: _database(server, number) for number, name in enumerate(trees)}
        for name, tree in trees.items():
            _step(tree, "host.settings", urls[name], "prepare", ROUNDS, COHORT)
        for round_number in range(ROUNDS):
            for name, tree in _rotate(trees, round_number):
                values = _step(tree, "host.settings", urls[name], "cohort", round_number, COHORT)
                values |= _step(tree, "tests.settings", "sqlite://", "requests")
                for topic, value in values.items():
                    times[topic][name].append(value)
    finally:
        server.stop()
    return times


def _rotate(trees: dict[str, Path], round_number: int) -> list[tuple[str, Path]]:
    """Return the trees in another order for each round, so that each tree is sometimes the first tree."""
    items = list(trees.items())
    first = round_number % len(items)
    return items[first:] + items[:first]


def _database(server: PrivateMariaDB, number: int) -> str:
    name = f"beside{number}"
    with server.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name} CHARACTER SET utf8mb4")
    return f"{server.url.rpartition('/')[0]}/{name}"


def _step(tree: Path, settings: str, url: str, *args: object) -> dict[str, float]:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": settings,
        "DEMO_DB": url,
        "MICROMASTERS_TEST_DB": url,
        "PYTHONPATH": os.pathsep.join([str(tree), str(tree / "demo")]),
    }
    step = [sys.executable, "-P", str(ROOT / "benchmarks" / "beside_step.py"), *map(str, args)]
    result = subprocess.run(step, env=environment, cwd=tree, stdout=subprocess.PIPE, text=True, check=True)
    values: dict[str, float] = json.loads(result.stdout.splitlines()[-1])
    return values


def _compare(times: Times) -> Iterator[Figure]:
    for topic, by_tree in times.items():
        earlier, again, now = (statistics.median(by_tree[name]) for name in (EARLIER, AGAIN, NOW))
        spread = max(earlier, again) / min(earlier, again)
        yield Figure(f"{topic}: the earlier commit against itself", spread, "times")
        yield Figure(f"{topic}: now", now / statistics.mean((earlier, again)), "times", max(ALLOWED, spread))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
