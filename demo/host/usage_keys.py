"""Make usage keys of a course run in the demo: the key of the progress block and the key of the exam."""

from __future__ import annotations

from opaque_keys.edx.keys import CourseKey
from opaque_keys.edx.locator import BlockUsageLocator

BLOCK_TYPE = "micromasters_progress"


def progress_key(run_key: str) -> str:
    """Return the usage key of the run's progress block."""
    return str(BlockUsageLocator(CourseKey.from_string(run_key), BLOCK_TYPE, "progress"))


def exam_key(run_key: str) -> str:
    """Return the usage key of the subsection that is the run's proctored exam."""
    return str(BlockUsageLocator(CourseKey.from_string(run_key), "sequential", "exam"))
