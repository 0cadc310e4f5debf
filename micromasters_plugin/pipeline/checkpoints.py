"""How far reconciliation has come in each program. What is compared, and with what, is not decided here."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, Q

from micromasters_plugin import app_settings
from micromasters_plugin.pipeline.models import Checkpoint

#: A comparison that was stopped longer ago than this is begun anew: what it had compared is too old.
RESUMED_WITHIN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pass:
    """One comparison with everyone of a program: when it began, and the learner after whom it goes on, -1 for none."""

    began: datetime
    after: int


def begin_pass(program_id: int, *, rules: str, now: datetime) -> Pass:
    """Go on with a comparison that was stopped within a day and by the same ``rules``, or begin another."""
    row = Checkpoint.objects.filter(program_id=program_id, pass_rules=rules).first()
    if row is not None and row.pass_began is not None and now - RESUMED_WITHIN <= row.pass_began <= now:
        return Pass(row.pass_began, row.pass_after)
    begun = {"pass_began": now, "pass_after": -1, "pass_rules": rules}
    Checkpoint.objects.update_or_create(program_id=program_id, defaults=begun)
    return Pass(now, -1)


def note_compared(program_id: int, *, began: datetime, after: int) -> None:
    """Note that the comparison begun at ``began`` is done with every learner up to ``after``."""
    Checkpoint.objects.filter(program_id=program_id, pass_began=began).update(pass_after=after)


def end_pass(program_id: int, *, began: datetime) -> None:
    """Note that the comparison begun at ``began`` has come to its end."""
    Checkpoint.objects.filter(program_id=program_id, pass_began=began).update(compared=began, pass_began=None)


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
