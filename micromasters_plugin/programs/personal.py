"""The programs' tables have data about staff who changed a program, and may name people in published texts."""

from __future__ import annotations

from micromasters_plugin.database.personal import Table
from micromasters_plugin.programs.models import Program, ProgramChange, ProgramVersion, TrackedRun

TABLES = (
    Table(Program, machine_texts=("key",), published_texts=("title",)),
    Table(ProgramChange, acts=("actor_id",)),
    Table(ProgramVersion, published_texts=("definition", "source")),
    Table(TrackedRun, machine_texts=("course", "currency", "run_key", "url"), published_texts=("title",)),
)
