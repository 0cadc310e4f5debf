"""Register the table with the decisions of staff about a person."""

from __future__ import annotations

from micromasters_plugin.database.personal import Table, Turn
from micromasters_plugin.overrides.models import Override

TABLES = (
    Table(
        Override,
        path="user_id",
        turn=Turn.FACT,
        acts=("actor_id", "withdrawn_by"),
        machine_texts=("requirement", "course_run", "exam", "make_up_for"),
    ),
)
