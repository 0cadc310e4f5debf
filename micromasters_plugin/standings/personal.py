"""Describe the personal data in standings: grades, results, and when the person was seen below or at a bar."""

from __future__ import annotations

from micromasters_plugin.database.personal import Table, Turn
from micromasters_plugin.standings.models import BarSeen, Standing, WeeklyCounts

TABLES = (
    Table(Standing, path="user_id", machine_texts=("fingerprint", "inputs", "outcome", "verdict")),
    Table(BarSeen, path="user_id", turn=Turn.FACT, machine_texts=("course_run",)),
    Table(WeeklyCounts, machine_texts=("counts", "course_run")),
)
