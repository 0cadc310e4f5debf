"""Read the Django admin's log about a person's rows. The log's texts may name the person."""

from __future__ import annotations

import re

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet

from micromasters_plugin.people.tables import HOLDINGS


def entries_about(user_id: int) -> QuerySet | None:
    """Return the log's entries about the person's rows, including deleted rows.

    Return None on a site without the admin.

    Call this function before the rows are erased. The log keeps the texts of deleted rows, which name the person by
    user id.
    """
    if not apps.is_installed("django.contrib.admin"):
        return None
    from django.contrib.admin.models import LogEntry  # some sites have no Django admin

    kinds = ContentType.objects.get_for_models(*(holding.model for holding in HOLDINGS))
    is_about = Q(object_repr__contains=f"learner {user_id}")
    rows: set[tuple[int, str]] = set()
    for holding in HOLDINGS:
        ids = [str(row_id) for row_id in holding.rows(user_id).values_list("id", flat=True)]
        if ids:
            kind = kinds[holding.model]
            rows.update((kind.id, row_id) for row_id in ids)
            is_about |= Q(content_type=kind, object_id__in=ids)
    numbered = re.compile(rf"\blearner {user_id}\b")
    entries = LogEntry.objects.filter(is_about, content_type__in=kinds.values())
    found = [
        entry_id
        for entry_id, kind_id, row_id, text in entries.values_list("id", "content_type_id", "object_id", "object_repr")
        if (kind_id, row_id) in rows or numbered.search(text)
    ]
    return LogEntry.objects.filter(id__in=found).order_by("id")
