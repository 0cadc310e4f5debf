"""Find the learners of a program in batches. The learners are all people enrolled in one of the program's runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from micromasters_plugin import app_settings
from micromasters_plugin.platform.roster import get_roster
from micromasters_plugin.programs.registry import family_of
from micromasters_plugin.programs.runs import runs_of

#: One page has at most this many ids, which take about a megabyte.
PAGE = 20_000


def learners_enrolled(program_id: int) -> Iterator[list[int]]:
    """Yield, in batches, the ascending ids of people who are enrolled in any tracked run."""
    return learners_of(runs_of_program(program_id))


def learners_of(runs: Sequence[str]) -> Iterator[list[int]]:
    """Yield, in batches, the ascending ids of people who are enrolled in any of ``runs``."""
    return in_batches(lambda after: get_roster().learners_of(runs, after=after, limit=PAGE), after=-1)


def in_batches(following: Callable[[int], list[int]], *, after: int) -> Iterator[list[int]]:
    """Yield the ids of large pages in batches.

    Pages are large, because the database sorts all learners for each page.
    """
    size = app_settings.batch_size()
    while page := following(after):
        yield from (page[start : start + size] for start in range(0, len(page), size))
        after = page[-1]


def runs_of_program(program_id: int) -> list[str]:
    """Return the runs that belong to any version of the program or of the required programs."""
    return list(runs_of(family_of(program_id).all_versions()))
