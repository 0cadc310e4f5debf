"""How far reconciliation has come in each program. What is compared, and with what, is not decided here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Min, Q

from micromasters_plugin import app_settings
from micromasters_plugin.progress.models import Checkpoint


def next_since(program_ids: Collection[int], *, now: datetime) -> datetime:
    """Return from when on changes are to be read: where the reading of all these programs ends, less the overlap.

    A program whose changes were never read counts as read until ``now``: what is older is for the full comparison. A
    clock that was ahead when they were last read is not believed.
    """
    known = Checkpoint.objects.filter(program_id__in=program_ids).aggregate(earliest=Min("changes_read"))["earliest"]
    overlap = timedelta(seconds=app_settings.reconcile_overlap_seconds())
    return min(known or now, now) - overlap


def mark_changes_read(program_ids: Collection[int], *, since: datetime, now: datetime) -> None:
    """Note that changes were read from ``since`` until ``now``; one with a gap before that stays as it is."""
    rows = [Checkpoint(program_id=program_id) for program_id in sorted(program_ids)]
    Checkpoint.objects.bulk_create(rows, ignore_conflicts=True)
    gapless = Q(changes_read__isnull=True) | Q(changes_read__gte=since)
    Checkpoint.objects.filter(gapless, program_id__in=program_ids).update(changes_read=now)


def mark_compared(program_id: int, *, began: datetime) -> None:
    """Note that a comparison with everyone, begun at ``began``, has come to its end."""
    Checkpoint.objects.update_or_create(program_id=program_id, defaults={"compared": began})
