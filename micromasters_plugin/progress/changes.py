"""Reconciliation by date: who changed lately on the platform is compared, and is due where something differs.

It closes the gap between a grade and its hint, which no transaction holds together. Deciding is the sweep's; what has
no date, such as a deletion, is found by ``reconciliation`` alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from micromasters_plugin import app_settings
from micromasters_plugin.data import ChangesResult, ProgramFailure
from micromasters_plugin.exceptions import MicromastersError, UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.platform.port import get_platform
from micromasters_plugin.progress.checkpoints import mark_changes_read, next_since
from micromasters_plugin.progress.evaluation import Unchanged, evaluate_learners
from micromasters_plugin.progress.models import Hint
from micromasters_plugin.progress.reconciliation import failure_of, runs_of_program


def hint_changes(program_ids: Collection[int], *, since: datetime | None, now: datetime) -> ChangesResult:
    """Append a hint for everyone who changed since ``since`` and whose stored standing is not the truth's.

    Without ``since``, from where the last reading ended, less the overlap. How far was read is noted once every hint
    is there, so a process that dies reads it again. A program that cannot be read stops no other, and stays where its
    last reading ended.
    """
    runs, failures = runs_by_program(program_ids)
    since = next_since(runs, now=now) if since is None else since
    compared = due = 0
    for program_id, user_ids in changed(runs, since):
        differing = _differing(program_id, user_ids, now)
        Hint.objects.bulk_create(Hint(user_id=user_id, program_id=program_id, created=now) for user_id in differing)
        compared, due = compared + len(user_ids), due + len(differing)
    fail_point("changes-hinted")
    mark_changes_read(runs, since=since, now=now)
    fail_point("changes-read")
    return ChangesResult(since=since, compared=compared, due=due, failures=tuple(failures))


def runs_by_program(program_ids: Collection[int]) -> tuple[dict[int, list[str]], list[ProgramFailure]]:
    """Map each program to its runs; those of which nobody can tell, their definition being unreadable, are told."""
    runs: dict[int, list[str]] = {}
    failures = []
    for program_id in sorted(program_ids):
        try:
            runs[program_id] = runs_of_program(program_id)
        except MicromastersError as error:
            failures.append(failure_of(program_id, error))
    return runs, failures


def changed(runs: Mapping[int, Sequence[str]], since: datetime) -> Iterator[tuple[int, list[int]]]:
    """Yield who changed since then, by program, whose ``runs`` are given: each once, in batches by ascending id.

    Their ids are held in memory, some 60 bytes each; a change often shows in several tables.
    """
    programs: defaultdict[str, list[int]] = defaultdict(list)
    for program_id in sorted(runs):
        for run in runs[program_id]:
            programs[run].append(program_id)
    changed: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, run in get_platform().changed_since(since, list(programs)):
        for program_id in programs.get(run, ()):  # MySQL also finds keys that differ in case
            changed[program_id].add(user_id)
    size = app_settings.batch_size()
    for program_id in sorted(changed):
        user_ids = sorted(changed.pop(program_id))
        yield from ((program_id, user_ids[start : start + size]) for start in range(0, len(user_ids), size))


def _differing(program_id: int, user_ids: Sequence[int], now: datetime) -> list[int]:
    """Whoever cannot be compared is due as well: the sweep counts the tries and keeps the error."""
    found = evaluate_learners(program_id, user_ids, now=now)
    return [user_id for user_id in user_ids if not isinstance(found[user_id], Unchanged | UnknownUserError)]
