"""Register the tables with a person's scores in admission cycles."""

from __future__ import annotations

from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.database.personal import Table

TABLES = (
    Table(AdmissionCycle, published_texts=("name",)),
    Table(Candidate, path="user_id", machine_texts=("explanation",)),
)
