"""The pipeline stores that a person is evaluated, and stores errors that may name the person."""

from __future__ import annotations

from micromasters_plugin.database.personal import Table, Turn
from micromasters_plugin.pipeline.models import Checkpoint, Work

TABLES = (
    Table(Work, path="user_id", turn=Turn.WORK, machine_texts=("lease",)),
    Table(Checkpoint, machine_texts=("pass_rules",)),
)
