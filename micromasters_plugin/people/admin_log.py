"""The Django admin's own log of what staff did to a person's rows: its texts may name the person."""

from __future__ import annotations

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from micromasters_plugin.people.holdings import HOLDINGS


def entries_about(user_id: int) -> list[QuerySet]:
    """Return, for each table, the log's entries about the person's rows in it; ask before the rows are erased."""
    if not apps.is_installed("django.contrib.admin"):
        return []
    from django.contrib.admin.models import LogEntry  # no host must have it

    found = []
    for holding in HOLDINGS:
        ids = [str(row_id) for row_id in holding.rows(user_id).values_list("id", flat=True)]
        table = ContentType.objects.get_for_model(holding.model)
        found.append(LogEntry.objects.filter(content_type=table, object_id__in=ids))
    return found
