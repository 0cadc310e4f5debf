"""Store the progress of reconciliation in each program. ``reconciliation`` and ``changes`` decide what to compare."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q

from micromasters_plugin import app_settings
from micromasters_plugin.pipeline.models import Checkpoint

#: If a stopped comparison began longer ago than this duration, the comparison starts again, because the first results
#: are too old.
RESUME_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pass:
    """A comparison of a program's learners. ``after`` is the last compared learner, or -1 before the first learner."""

    began: datetime
    after: int


def begin_pass(program_id: int, *, rules: str, now: datetime) -> Pass:
    """Continue a comparison that began at most a day ago under the same ``rules``, or begin a new comparison."""
    row = Checkpoint.objects.filter(program_id=program_id, pass_rules=rules).first()
    if row is not None and row.pass_began is not None and now - RESUME_WITHIN <= row.pass_began <= now:
        return Pass(row.pass_began, row.pass_after)
    begun = {"pass_began": now, "pass_after": -1, "pass_rules": rules}
    Checkpoint.objects.update_or_create(program_id=program_id, defaults=begun)
    return Pass(now, -1)


def note_compared(program_id: int, *, began: datetime, after: int) -> None:
    """Note that the comparison that began at ``began`` has compared every learner up to ``after``."""
    Checkpoint.objects.filter(program_id=program_id, pass_began=began).update(pass_after=after)


def end_pass(program_id: int, *, began: datetime) -> None:
    """Note that the comparison that began at ``began`` is complete."""
    Checkpoint.objects.filter(program_id=program_id, pass_began=began).update(compared=began, pass_began=None)


def next_since(program_ids: Collection[int], *, now: datetime) -> datetime:
    """Return the time from which to read changes.

    The time is the earliest checkpoint of these programs, minus the overlap. If no checkpoint is stored, return ``now``
    minus the overlap, because the full comparison finds older changes. A checkpoint after ``now`` comes from a clock
    that ran ahead, so ``now`` replaces the checkpoint.
    """
    known = Checkpoint.objects.filter(program_id__in=program_ids).aggregate(earliest=Min("changes_read"))["earliest"]
    overlap = timedelta(seconds=app_settings.reconcile_overlap_seconds())
    return min(known or now, now) - overlap


def mark_changes_read(program_ids: Collection[int], *, since: datetime, now: datetime) -> None:
    """Note that the changes between ``since`` and ``now`` were read.

    A program whose checkpoint is before ``since`` keeps its checkpoint.
    """
    rows = [Checkpoint(program_id=program_id) for program_id in sorted(program_ids)]
    Checkpoint.objects.bulk_create(rows, ignore_conflicts=True)
    gapless = Q(changes_read__isnull=True) | Q(changes_read__gte=since)
    Checkpoint.objects.filter(gapless, program_id__in=program_ids).update(changes_read=now)
