"""Read the Django admin's log of what staff did to a person's rows. Its texts may name the person."""

from __future__ import annotations

import re

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from micromasters_plugin.people.tables import HOLDINGS


def entries_about(user_id: int) -> QuerySet | None:
    """Return the log's entries about the person's rows, deleted ones included; None on a site without the admin.

    Call it before the rows are erased. The log keeps a deleted row's text, which names the person by number.
    """
    if not apps.is_installed("django.contrib.admin"):
        return None
    from django.contrib.admin.models import LogEntry  # a site may run without the admin

    ids: set[int] = set()
    numbered = re.compile(rf"\blearner {user_id}\b")
    for holding in HOLDINGS:
        entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(holding.model))
        rows = [str(row_id) for row_id in holding.rows(user_id).values_list("id", flat=True)]
        if rows:
            ids.update(entries.filter(object_id__in=rows).values_list("id", flat=True))
        named = entries.filter(object_repr__contains=f"learner {user_id}").values_list("id", "object_repr")
        ids.update(entry_id for entry_id, text in named if numbered.search(text))
    return LogEntry.objects.filter(id__in=ids).order_by("id")
