"""Compare learners with recent changes on the platform, and hint the learners whose standing differs.

A process can die between a grade and the grade's hint, because the two writes are in different transactions. This
module finds grades without a hint, and the sweep evaluates the learners with these grades. Only ``reconciliation``
finds changes without a date, such as deletions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from micromasters_plugin import app_settings
from micromasters_plugin.data import ChangesResult, ProgramFailure
from micromasters_plugin.exceptions import MicromastersError, PlatformOutageError, UnknownUserError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.pipeline.checkpoints import mark_changes_read, next_since
from micromasters_plugin.pipeline.outage_notes import failure_of, stop_for_outages
from micromasters_plugin.pipeline.outages import Outages, kind_of_outage
from micromasters_plugin.pipeline.reading import read_without_lease, watch_outages
from micromasters_plugin.platform.roster import get_roster
from micromasters_plugin.programs.learners import runs_of_program
from micromasters_plugin.standings.evaluation import Unchanged


def hint_changes(program_ids: Collection[int], *, since: datetime | None, now: datetime) -> ChangesResult:
    """Append a hint for each learner whose data changed at ``since`` or later and whose standing is out of date.

    By default ``since`` is the stored checkpoint minus the overlap. The checkpoint moves after all hints are written,
    so a killed run is repeated. An unreadable definition or an outage stops only the affected program, whose checkpoint
    then stays.
    """
    runs, failures = runs_by_program(program_ids)
    since = next_since(runs, now=now) if since is None else since
    outages, stopped = watch_outages(now=now), dict[int, Exception]()
    compared = due = 0
    try:
        for program_id, user_ids in changed(runs, since):
            if program_id not in stopped:
                try:
                    differing = _differing(program_id, user_ids, now, outages)
                except PlatformOutageError as error:
                    stopped[program_id] = error
                    continue
                Hint.objects.bulk_create(Hint(user_id=each, program_id=program_id, created=now) for each in differing)
                compared, due = compared + len(user_ids), due + len(differing)
    except Exception as error:
        if kind_of_outage(error) is None:
            raise
        stopped.update(dict.fromkeys(runs, error))
    fail_point("changes-hinted")
    mark_changes_read([program_id for program_id in runs if program_id not in stopped], since=since, now=now)
    fail_point("changes-read")
    failures += stop_for_outages(stopped, outages, now=now)
    return ChangesResult(since=since, compared=compared, due=due, failures=tuple(failures))


def runs_by_program(program_ids: Collection[int]) -> tuple[dict[int, list[str]], list[ProgramFailure]]:
    """Map each program to the program's runs.

    Also return a failure for each program whose definition cannot be read.
    """
    runs: dict[int, list[str]] = {}
    failures = []
    for program_id in sorted(program_ids):
        try:
            runs[program_id] = runs_of_program(program_id)
        except MicromastersError as error:
            failures.append(failure_of(program_id, error))
    return runs, failures


def changed(runs: Mapping[int, Sequence[str]], since: datetime) -> Iterator[tuple[int, list[int]]]:
    """Yield the learners with changes in each program's ``runs``, in batches by ascending id.

    The function keeps all ids in memory, because one change often appears in several tables. An id takes about 60
    bytes.
    """
    programs: defaultdict[str, list[int]] = defaultdict(list)
    for program_id in sorted(runs):
        for run in runs[program_id]:
            programs[run].append(program_id)
    changed: defaultdict[int, set[int]] = defaultdict(set)
    for user_id, run in get_roster().changed_since(since, list(programs)):
        for program_id in programs.get(run, ()):  # MySQL ignores case, so the query also finds other keys
            changed[program_id].add(user_id)
    size = app_settings.batch_size()
    for program_id in sorted(changed):
        user_ids = sorted(changed.pop(program_id))
        yield from ((program_id, user_ids[start : start + size]) for start in range(0, len(user_ids), size))


def _differing(program_id: int, user_ids: Sequence[int], now: datetime, outages: Outages) -> list[int]:
    """Return the learners who differ or cannot be compared.

    If a comparison fails, the sweep counts tries and stores the error.
    """
    found = read_without_lease(program_id, user_ids, now=now, outages=outages)
    return [user_id for user_id in user_ids if not isinstance(found[user_id], Unchanged | UnknownUserError)]
