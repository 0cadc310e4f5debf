"""Kill a reconciliation after the second batch, reconcile again, and print both reconciliations as JSON.

Tests run this module in a subprocess.
"""

from __future__ import annotations

import json
import os

import django

django.setup()

from django.conf import settings  # noqa: E402

from micromasters_plugin import api, failpoints  # noqa: E402
from micromasters_plugin.credentials.models import Credential  # noqa: E402
from micromasters_plugin.pipeline.models import Checkpoint  # noqa: E402
from micromasters_plugin.standings.models import Standing  # noqa: E402
from tests.pipeline.learners import fill_platform  # noqa: E402
from tests.torture.forking import in_child  # noqa: E402
from tests.torture.world import prepare  # noqa: E402


def reconcile_until_killed() -> None:
    os.environ[failpoints.VARIABLE] = "chunk-reconciled:kill:2"
    failpoints.arm()
    api.reconcile()


def reconcile() -> list[tuple[int, int]]:
    """Reconcile. Return ``compared`` and ``after`` of each progress report."""
    positions: list[tuple[int, int]] = []
    api.reconcile(watch=lambda progress: positions.append((progress.compared, progress.after)))
    return positions


def main() -> dict[str, object]:
    settings.DEBUG, settings.MICROMASTERS_BATCH_SIZE = True, 50
    prepare()
    fill_platform()
    return {
        "killed": in_child(reconcile_until_killed),
        "standings": sorted(Standing.objects.values_list("user_id", flat=True)),
        "resumed": reconcile(),
        "again": reconcile(),
        "all_standings": Standing.objects.count(),
        "credentials": Credential.objects.count(),
        "under_way": Checkpoint.objects.filter(pass_began__isnull=False).count(),
    }


if __name__ == "__main__":
    print(json.dumps(main()))
