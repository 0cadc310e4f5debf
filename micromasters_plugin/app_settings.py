"""Every setting of the package, typed, with its default and unit.

Read at call time from ``django.conf.settings``: plugin modules are imported before settings exist.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

DEFAULTS: dict[str, object] = {
    "MICROMASTERS_PLATFORM": "micromasters_plugin.platform.edxapp.EdxappPlatform",
    "MICROMASTERS_CELERY_QUEUE": "edx.lms.core.default",
    "MICROMASTERS_TASK_DELAY_SECONDS": 2.0,
    "MICROMASTERS_TRACKED_RUNS_SECONDS": 60.0,
    "MICROMASTERS_BATCH_SIZE": 500,
    "MICROMASTERS_LEASE_SECONDS": 300,
    "MICROMASTERS_MAX_TRIES": 5,
    "MICROMASTERS_SPECIMEN": False,
    "MICROMASTERS_LEDGER_KEY": "",
}


def celery_queue() -> str:
    """Name of the queue for this package's tasks. Studio's default queue would be wrong, so it is always named."""
    return str(_get("MICROMASTERS_CELERY_QUEUE"))


def task_delay_seconds() -> float:
    """Seconds between a hint and its evaluation task; hints of one process within that time share one task.

    0 sends one task for each hint at once; below 0 sends none and leaves everything to ``micromasters run-pending``.
    """
    return float(_get("MICROMASTERS_TASK_DELAY_SECONDS"))


def tracked_runs_seconds() -> float:
    """Seconds for which the in-memory index of tracked course runs may be stale, 0–60."""
    return min(float(_get("MICROMASTERS_TRACKED_RUNS_SECONDS")), 60.0)


def batch_size() -> int:
    """Learners evaluated together, 1 or more."""
    return max(1, int(_get("MICROMASTERS_BATCH_SIZE")))


def lease_seconds() -> int:
    """Seconds for which a worker holds a learner and program; after that another may take over."""
    return int(_get("MICROMASTERS_LEASE_SECONDS"))


def max_tries() -> int:
    """Failed tries after which a learner or an order is parked, 1 or more."""
    return max(1, int(_get("MICROMASTERS_MAX_TRIES")))


def is_specimen() -> bool:
    """True where every credential is marked *specimen*: demo and staging sites."""
    return bool(_get("MICROMASTERS_SPECIMEN"))


def ledger_key() -> str:
    """Where the Ed25519 key that signs heads of ledgers is: a PEM file's path, ``env:NAME``, or "" for none."""
    return str(_get("MICROMASTERS_LEDGER_KEY"))


def _get(name: str) -> Any:
    return getattr(settings, name, DEFAULTS[name])
