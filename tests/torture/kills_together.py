"""Kill a worker while it carries out several learners' orders together, and sweep once.

A test runs this module as a subprocess.

The arguments are a folder, the number of learners, and the largest number of passages of a fail point. The module
prints one JSON object with the outcome of the undisturbed run and, by fail point, of each kill.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.torture.kills import Trial, prepare_trial, was_killed  # sets Django up

from micromasters_plugin.failpoints import FAIL_POINTS  # isort: skip
from micromasters_plugin.programs.models import Program  # isort: skip
from micromasters_plugin.ledger import checking

#: The fail points that a worker passes while it carries out orders.
LABELS = FAIL_POINTS[FAIL_POINTS.index("effects-taken") : FAIL_POINTS.index("chunk-reconciled")]


def kills(trial: Trial, label: str, *, learners: int, passages: int) -> Iterator[list[dict[str, Any]]]:
    """Kill a worker at each passage of ``label`` in turn, until a worker no longer reaches the passage."""
    for passage in range(1, passages + 1):
        user_ids = [trial.next_learner() for _ in range(learners)]
        if not was_killed(user_ids, f"{label}:kill:{passage}"):
            return
        trial.recover(is_all_hinted=True)
        yield [trial.describe(user_id) for user_id in user_ids]


def main(directory: Path, learners: int, passages: int) -> dict[str, Any]:
    trial = prepare_trial(directory)
    return {
        "undisturbed": trial.undisturbed(),
        "killed": {label: list(kills(trial, label, learners=learners, passages=passages)) for label in LABELS},
        "ledger_breaks": [b for program in Program.objects.all() for b in checking.find_breaks(program.id)],
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
