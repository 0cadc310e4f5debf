"""Store facts that the platform lacks: exam attempts of edx-exams, and when learners were seen below or at a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.data import ExamAttempt, ExamStatus
from micromasters_plugin.data.states import BarKind
from micromasters_plugin.inbox.models import ExamEvent
from micromasters_plugin.platform.gradebook import Pair
from micromasters_plugin.standings.models import BarSeen

#: (learner id, run key, bar, kind) → when the plugin first saw the learner below or at the bar.
SeenBars = dict[tuple[int, str, Decimal, BarKind], datetime]


@dataclass(frozen=True, slots=True)
class Bar:
    """The fact that the plugin first saw a learner below a program's bar, or at it, in a course run."""

    user_id: int
    course_run: str
    bar: Decimal
    at: datetime
    kind: BarKind = BarKind.REACHED


def exam_events(user_ids: Sequence[int], runs: Sequence[str]) -> dict[Pair, list[ExamAttempt]]:
    """Return the newest event of each exam, grouped by learner and run. The function sends one query.

    The newest event has the latest time. If times are equal, the newest event has the greatest event id.
    """
    newest: dict[tuple[int, str, str], ExamAttempt] = {}
    rows = ExamEvent.objects.filter(user_id__in=user_ids, course_run__in=runs).order_by("time", "event_id")
    for row in rows:
        newest[row.user_id, row.course_run, row.usage_key] = ExamAttempt(
            row.usage_key, ExamStatus(row.status), row.time
        )
    attempts: dict[Pair, list[ExamAttempt]] = {}
    for (user_id, run, _), attempt in newest.items():
        attempts.setdefault((user_id, run), []).append(attempt)
    return attempts


def bars_seen(user_ids: Sequence[int], runs: Sequence[str]) -> SeenBars:
    """Return when the plugin first saw each learner below each bar, and at or above it.

    The function sends one query.
    """
    rows = BarSeen.objects.filter(user_id__in=user_ids, course_run__in=runs)
    columns = ("user_id", "course_run", "bar", "kind", "at")
    return {(user_id, run, bar, BarKind(kind)): at for user_id, run, bar, kind, at in rows.values_list(*columns)}


def record_bars(bars: Sequence[Bar]) -> None:
    """Store newly seen bars in one statement of the caller's transaction.

    Dates that are already stored do not change.

    The rows are sorted to avoid deadlocks. Programs can share runs and bars, so two workers may insert one bar at the
    same time.
    """
    rows = [
        BarSeen(user_id=bar.user_id, course_run=bar.course_run, bar=bar.bar, kind=bar.kind.value, at=bar.at)
        for bar in sorted(bars, key=lambda bar: (bar.user_id, bar.course_run, bar.bar, bar.kind))
    ]
    if rows:
        BarSeen.objects.bulk_create(rows, ignore_conflicts=True)
