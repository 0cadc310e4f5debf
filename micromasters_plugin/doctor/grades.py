"""Check for invalid grades on the platform: their attempts do not count, and the platform tells nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.domain.grades import HIGHEST
from micromasters_plugin.platform.gradebook import get_gradebook
from micromasters_plugin.programs.registry import newest_versions
from micromasters_plugin.programs.runs import runs_of

#: The most grades to list; any others are not counted.
NAMED = 20

REMEDY = "Correct the score or the grading policy and recalculate the grade: the attempt counts from then on."


def check(now: datetime) -> Iterator[Finding]:
    """Read the first invalid grades, not from 0 to 2, in all programs' runs; one finding for each run."""
    runs = list(runs_of(newest_versions()))
    found = get_gradebook().grades_outside(0, HIGHEST, runs, limit=NAMED + 1)
    by_run: defaultdict[str, list[str]] = defaultdict(list)
    for user_id, run, percent in found[:NAMED]:
        by_run[run].append(f"learner {user_id} has {percent}")
    for run, named in by_run.items():
        more = ", and there are more" if len(found) > NAMED and run == found[NAMED - 1][1] else ""
        text = f"grades in {run} are no number from 0 to {HIGHEST} and do not count: {', '.join(named)}{more}"
        yield Finding("grade_invalid", Severity.WARNING, text, REMEDY)
