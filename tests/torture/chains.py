"""Process several learners while workers are killed at random, one after the other.

A test runs this module as a subprocess.

The arguments are a folder and a seed. The module prints one JSON object with the number of killed workers by fail
point.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path

from tests.torture.kills import LEFT_TO_A_PERSON, Trial, prepare_trial, was_killed  # sets Django up

from django.conf import settings  # isort: skip

from micromasters_plugin.failpoints import FAIL_POINTS  # isort: skip
from micromasters_plugin.programs.models import Program  # isort: skip
from micromasters_plugin.ledger import checking

CHAINS = 25
#: The fail points after which a killed worker leaves the learners without hints.
STOPPED_EARLY = {"event-received", "hint-appended", "chunk-reconciled"}


def run_chain(trial: Trial, chance: random.Random) -> list[str]:
    """Kill up to three workers in a row, sweep once, and compare every learner with a learner without kills."""
    expected = trial.undisturbed()["outcome"]
    user_ids = [trial.next_learner() for _ in range(chance.randint(1, 5))]
    settings.MICROMASTERS_BATCH_SIZE = chance.choice([1, 2, 500])
    labels, grades = [], user_ids
    for _ in range(chance.randint(1, 3)):
        label, passage = chance.choice(FAIL_POINTS), chance.randint(1, 4)
        if was_killed(grades, f"{label}:kill:{passage}"):
            labels.append(label)
        grades = []
    trial.recover(is_all_hinted=not STOPPED_EARLY.intersection(labels))
    for user_id in user_ids:
        learner = trial.describe(user_id)
        email = learner["email"]
        assert learner["outcome"] == expected, f"learner {user_id} after kills at {labels}: {learner}, not {expected}"
        assert email == {"order": "done", "sent": 1} or LEFT_TO_A_PERSON.intersection(labels), email
        assert email["sent"] <= 1, f"written to again after {labels}"
        assert learner["announcements"] == 1 or "effect-delivered" in labels, f"announced again after {labels}"
    return labels


def main(directory: Path, seed: int) -> dict[str, int]:
    trial, chance = prepare_trial(directory), random.Random(seed)
    killed = Counter(label for _ in range(CHAINS) for label in run_chain(trial, chance))
    assert [b for program in Program.objects.all() for b in checking.find_breaks(program.id)] == []
    return {"chains": CHAINS, "killed": killed.total(), **dict(sorted(killed.items()))}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
