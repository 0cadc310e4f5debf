"""Check that the database has the tables of this release: none, some or all, and what the migrations recorded.

A migration that was stopped half-way leaves some on MySQL, which takes none back. What is in them is for others.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from micromasters_plugin import migrations
from micromasters_plugin.data import Finding, Severity

LABEL = "micromasters"


def check(now: datetime) -> Iterator[Finding]:
    """Compare the tables with the models, and the migrations recorded with this release’s. Three queries."""
    expected = {model._meta.db_table for model in apps.get_app_config(LABEL).get_models()}
    missing = sorted(expected.difference(connection.introspection.table_names()))
    pending = sorted(_shipped() - _recorded())
    if missing and len(missing) < len(expected):
        first = f"{len(missing)} of {len(expected)} tables are missing, {missing[0]} first"
        text = f"{first}; recorded as applied: {', '.join(sorted(_recorded())) or 'no migration'}"
        yield Finding(
            "tables_half_there",
            Severity.ERROR,
            text,
            "A migration stopped half-way, or tables were lost: `migrate` alone fails. See “When something breaks”.",
        )
    elif missing or pending:
        text = (
            f"not applied: {', '.join(pending)}" if pending else "the tables are gone, though migrations are recorded"
        )
        yield Finding("tables_not_migrated", Severity.ERROR, text, "`migrate micromasters`, then `reconcile`.")


def _shipped() -> set[str]:
    return {module.name for module in pkgutil.iter_modules(migrations.__path__)}


def _recorded() -> set[str]:
    return {name for app, name in MigrationRecorder(connection).applied_migrations() if app == LABEL}
