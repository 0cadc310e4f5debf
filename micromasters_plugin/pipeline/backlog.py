"""Yield due learners in batches. Learners with hints come first, and then learners whose due date has come.

The table of hints has no index on learners, so that receivers can append hints quickly. The database therefore groups
the hints by learner. This module reads one window of learners at a time, so that the window limits the memory.
"""

from __future__ import annotations

import logging
from array import array
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from micromasters_plugin import app_settings
from micromasters_plugin.inbox.hints import HINTS_PER_STATEMENT, delete_hints
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.registry import programs_in_use
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.time_limit import is_up

log = logging.getLogger(__name__)

#: This type maps each learner's id to the ids of the learner's hints.
HintsByLearner = dict[int, Sequence[int]]

#: A place is a program and a learner, and windows are sorted by place.
Place = tuple[int, int]

#: A window has at most this many learners and this many hints, which take one or two megabytes. A single learner may
#: have more hints.
LEARNERS, HINTS = 20_000, 50_000

BEFORE_ALL: Place = (-1, -1)


@dataclass(frozen=True, slots=True)
class Window:
    """A window has the hints of the learners after ``after``, up to and including ``last``."""

    after: Place
    last: Place

    @property
    def condition(self) -> Q:
        return _is_after(self.after) & (
            Q(program_id__lt=self.last[0]) | Q(program_id=self.last[0], user_id__lte=self.last[1])
        )


def due_batches(
    programs: Collection[int], *, skipped_programs: Callable[[], set[int]], now: datetime, stop_at: float | None = None
) -> Iterator[tuple[int, HintsByLearner]]:
    """Yield the due learners of these programs in batches, by program and ascending id.

    ``skipped_programs`` returns programs whose learners keep their hints for now. The function calls
    ``skipped_programs`` before each batch.

    The next sweep processes hints that arrive during this sweep. Otherwise a sweep might never end, and no order would
    be carried out. The function reads and deletes nothing once ``time.monotonic()`` passes ``stop_at``.
    """
    yield from _batches_with_hints(programs, skipped_programs, stop_at)
    for program_id in sorted(programs):
        for user_ids in _learners_with_due_dates(program_id, now):
            if program_id not in skipped_programs():
                yield program_id, dict.fromkeys(user_ids, ())


def _batches_with_hints(
    programs: Collection[int], skipped_programs: Callable[[], set[int]], stop_at: float | None
) -> Iterator[tuple[int, HintsByLearner]]:
    newest = Hint.objects.aggregate(newest=Max("id"))["newest"]
    place: Place | None = BEFORE_ALL if newest is not None else None
    while place is not None and not is_up(stop_at):
        window, following = _next_window(place, newest, skipped_programs)
        if window is None:
            return
        yield from _batches_in_window(window, newest, programs, skipped_programs, stop_at)
        place = following


def _next_window(
    after: Place, newest: int, skipped_programs: Callable[[], set[int]]
) -> tuple[Window | None, Place | None]:
    """Return the window after ``after`` and the start of the next window. None means that no learner is left."""
    hints = Hint.objects.filter(_is_after(after), id__lte=newest).exclude(program_id__in=skipped_programs())
    groups = hints.values_list("program_id", "user_id").annotate(number=Count("id")).order_by("program_id", "user_id")
    taken, last = 0, None
    rows = list(groups[:LEARNERS])
    for program_id, user_id, number in rows:
        if last is not None and taken + number > HINTS:
            return Window(after, last), last
        taken, last = taken + number, (program_id, user_id)
    if last is None:
        return None, None
    return Window(after, last), last if len(rows) == LEARNERS else None


def _batches_in_window(
    window: Window,
    newest: int,
    programs: Collection[int],
    skipped_programs: Callable[[], set[int]],
    stop_at: float | None,
) -> Iterator[tuple[int, HintsByLearner]]:
    """Yield a window's batches. Before each batch, leave out hints that other workers have answered."""
    is_first = True
    for program_id, hints in _read_hints(window, newest, skipped_programs).items():
        if program_id not in programs and _delete_hints_of_retired(program_id, hints, stop_at):
            continue
        for part in _split(hints, app_settings.batch_size()):
            if is_up(stop_at):
                return
            if program_id not in skipped_programs():
                left = part if is_first else _without_answered(part)
                is_first = False
                if left:
                    yield program_id, left


def _read_hints(
    window: Window, newest: int, skipped_programs: Callable[[], set[int]]
) -> dict[int, dict[int, array[int]]]:
    """Read a window's hints. If a learner has too many hints, the next sweep reads the further hints."""
    rows = Hint.objects.filter(window.condition, id__lte=newest).exclude(program_id__in=skipped_programs())
    found: defaultdict[int, defaultdict[int, array[int]]] = defaultdict(lambda: defaultdict(lambda: array("q")))
    for hint_id, program_id, user_id in rows.order_by("id").values_list("id", "program_id", "user_id")[:HINTS]:
        found[program_id][user_id].append(hint_id)
    return dict(sorted(found.items()))


def _without_answered(hints: HintsByLearner) -> HintsByLearner:
    """Leave out learners whose hints another worker has answered."""
    firsts = {ids[0]: user_id for user_id, ids in hints.items()}
    unanswered = Hint.objects.filter(id__in=list(firsts)).values_list("id", flat=True)
    return {user_id: hints[user_id] for user_id in sorted(firsts[hint_id] for hint_id in unanswered)}


def _learners_with_due_dates(program_id: int, now: datetime) -> Iterator[list[int]]:
    parked = Work.objects.filter(program_id=program_id, parked__isnull=False).values("user_id")
    due = Standing.objects.filter(program_id=program_id, reevaluate_at__lte=now).exclude(user_id__in=parked)
    size, after = app_settings.batch_size(), -1
    while page := list(due.filter(user_id__gt=after).order_by("user_id").values_list("user_id", flat=True)[:LEARNERS]):
        yield from (page[start : start + size] for start in range(0, len(page), size))
        if len(page) < LEARNERS:
            return
        after = page[-1]


def _delete_hints_of_retired(program_id: int, hints: Mapping[int, Sequence[int]], stop_at: float | None) -> bool:
    """Delete the hints of a retired or deleted program, but stop at ``stop_at``. Return False if the program is in use.

    If the program is missing, somebody deleted the program, because a program is committed before any hint names the
    program.
    """
    if programs_in_use().filter(id=program_id).exists():
        return False
    hint_ids = [hint_id for ids in hints.values() for hint_id in ids]
    for start in range(0, len(hint_ids), HINTS_PER_STATEMENT):
        if is_up(stop_at):
            break
        delete_hints(hint_ids[start : start + HINTS_PER_STATEMENT])
    return True


def _is_after(place: Place) -> Q:
    return Q(program_id__gt=place[0]) | Q(program_id=place[0], user_id__gt=place[1])


def _split(hints: Mapping[int, Sequence[int]], size: int) -> Iterator[HintsByLearner]:
    user_ids = sorted(hints)
    for start in range(0, len(user_ids), size):
        yield {user_id: hints[user_id] for user_id in user_ids[start : start + size]}
