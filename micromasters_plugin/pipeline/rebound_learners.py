"""Count the learners with a standing whom a new version of a program re-binds. The module writes nothing.

A learner counts if another version binds the learner, or if the learner's outcome changes. The change may come now or
when a version takes effect.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from micromasters_plugin.data import CourseRun
from micromasters_plugin.domain.rebinding import (
    Rebinding,
    compares_results,
    find_rebinding,
    instants_of_change,
    is_rebound,
)
from micromasters_plugin.domain.releases import release_of
from micromasters_plugin.platform.gradebook import get_gradebook
from micromasters_plugin.programs.learners import PAGE, in_batches, learners_of
from micromasters_plugin.programs.registry import Version, family_from_versions
from micromasters_plugin.programs.runs import runs_of
from micromasters_plugin.standings.evaluation import compare_families
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.standings.snapshot import outcome_of

Versions = Sequence[Version]


class Evaluated:
    """The learners whom a count has evaluated, so that a second count evaluates only learners with a new decision.

    A count of thousands of learners takes several seconds. An import therefore counts once before it locks the
    programs, and again under the lock.
    """

    def __init__(self) -> None:
        self._versions: list[Version] = []
        self._changed: dict[int, tuple[datetime, bool]] = {}

    def begin(self, before: Versions, after: Versions) -> None:
        """Forget the learners if the versions are not the versions of the count before."""
        versions = [*before, *after]
        if versions != self._versions:
            self._versions, self._changed = versions, {}

    def without(self, decided: Mapping[int, datetime]) -> list[int]:
        """Return the learners of ``decided`` who were not evaluated since their last decision, by ascending id."""
        return sorted(user_id for user_id, at in decided.items() if self._changed.get(user_id, (None,))[0] != at)

    def note(self, user_ids: Iterable[int], decided: Mapping[int, datetime], changed: Collection[int]) -> None:
        self._changed.update((user_id, (decided[user_id], user_id in changed)) for user_id in user_ids)

    def count_changed(self, user_ids: Iterable[int]) -> int:
        return sum(self._changed[user_id][1] for user_id in user_ids)


def count_rebound(
    program_id: int, before: Versions, after: Versions, *, now: datetime, evaluated: Evaluated | None = None
) -> int:
    """Count the learners that a change from the versions ``before`` to the versions ``after`` re-binds.

    The database counts learners by the date of the first enrollment. Two kinds of learners need an evaluation: all
    learners if the grandfathering is ``most_favourable``, and learners in a run whose release date changes. A learner
    who cannot be evaluated does not count. ``evaluated`` has the learners of an earlier count.
    """
    evaluated = evaluated or Evaluated()
    evaluated.begin(before, after)
    if compares_results(_rules(before), _rules(after)):
        everyone = in_batches(lambda last: _learners_after(program_id, last), after=-1)
        return sum(_count_changed(program_id, before, after, user_ids, now, evaluated) for user_ids in everyone)
    rebound = _among(find_rebinding(_rules(before), _rules(after), now=now))
    total = Standing.objects.filter(rebound, program_id=program_id).count()
    added, released = _changed_runs(before, after, now)
    for user_ids in learners_of([*added, *released]) if added or released else ():
        rows = Standing.objects.filter(program_id=program_id, user_id__in=user_ids)
        pinned_at = dict(rows.values_list("user_id", "pinned_at"))
        enrolled = _enrollments(list(pinned_at), [*added, *released])
        held = [user_id for user_id, runs in enrolled.items() if not runs.keys().isdisjoint(released)]
        total += _count_changed(program_id, before, after, held, now, evaluated)
        total -= rows.filter(rebound, user_id__in=held).count()
        moved = {user_id: min(runs.values()) for user_id, runs in enrolled.items() if user_id not in set(held)}
        total += _count_moved(_rules(before), _rules(after), pinned_at, moved, now)
    return total


def _rules(versions: Versions) -> list:
    return [version.rules for version in versions]


def _learners_after(program_id: int, last: int) -> list[int]:
    rows = Standing.objects.filter(program_id=program_id, user_id__gt=last).order_by("user_id")
    return list(rows.values_list("user_id", flat=True)[:PAGE])


def _among(rebinding: Rebinding) -> Q:
    """Return the condition on standings that the learners of ``rebinding`` meet."""
    condition = Q(pinned_at__isnull=True) if rebinding.without_enrollment else Q(pk__in=[])
    for span in rebinding.spans:
        limits = Q(pinned_at__isnull=False)
        if span.start is not None:
            limits &= Q(pinned_at__gte=span.start)
        if span.end is not None:
            limits &= Q(pinned_at__lt=span.end)
        condition |= limits
    return condition


def _changed_runs(before: Versions, after: Versions, now: datetime) -> tuple[list[str], set[str]]:
    """Return the runs that only a version of ``after`` names, and the other runs whose release date changes.

    The release of a run with an unknown start depends on the version in force at the enrollment. Such a run counts if
    the release changes for any enrollment until ``now``.
    """
    known, runs = runs_of(before), runs_of(after)
    starts = [version.rules.effective_from for version in after]
    enrollments = [min(starts) - timedelta(days=1), *(start for start in starts if start <= now)]

    def releases(run: CourseRun, versions: Versions) -> list[datetime | None]:
        return [
            release_of(
                run.key,
                start=run.start,
                enrolled=enrolled,
                versions=_rules(versions),
                certificates_available=run.certificates_available,
            )
            for enrolled in (enrollments if run.start is None else enrollments[:1])
        ]

    released = {key for key, run in known.items() if releases(run, before) != releases(run, after)}
    return [key for key in runs if key not in known], released


def _enrollments(user_ids: Sequence[int], runs: Sequence[str]) -> Mapping[int, Mapping[str, datetime]]:
    """Map each learner to the learner's runs among ``runs``, with the dates of the enrollments."""
    enrolled: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    for (user_id, run), enrollment in get_gradebook().enrollments(user_ids, runs).items():
        enrolled[user_id][run] = enrollment.created
    return enrolled


def _count_moved(
    before: Sequence,
    after: Sequence,
    pinned_at: Mapping[int, datetime | None],
    moved: Mapping[int, datetime],
    now: datetime,
) -> int:
    """Count the learners that only an enrollment in a run of a new course re-binds.

    The number is negative if such enrollments spare more learners.
    """
    change = 0
    for user_id, enrolled in moved.items():
        pinned = pinned_at[user_id]
        earliest = enrolled if pinned is None else min(enrolled, pinned)
        change += is_rebound(before, after, pinned, earliest, now=now)
        change -= is_rebound(before, after, pinned, pinned, now=now)
    return change


def _count_changed(
    program_id: int,
    before: Versions,
    after: Versions,
    user_ids: Collection[int],
    now: datetime,
    evaluated: Evaluated,
) -> int:
    """Evaluate each learner under both families of versions, and return the number of learners with a change."""
    rows = Standing.objects.filter(program_id=program_id, user_id__in=user_ids)
    decided = dict(rows.values_list("user_id", "evaluated"))
    new = evaluated.without(decided)
    evaluated.note(new, decided, _changed_among(program_id, before, after, new, now))
    return evaluated.count_changed(decided)


def _changed_among(
    program_id: int, before: Versions, after: Versions, user_ids: Collection[int], now: datetime
) -> set[int]:
    families = [family_from_versions(program_id, list(versions)) for versions in (before, after)]
    changed: set[int] = set()
    for instant in instants_of_change(_rules(after), now=now):
        rest = [user_id for user_id in user_ids if user_id not in changed]
        for user_id, found in compare_families(families, rest, now=instant) if rest else ():
            if not isinstance(found, Exception):
                outcomes = {outcome_of(each.standing, each.version.id) for each in found}
                changed.update([user_id] if len(outcomes) > 1 else [])
    return changed
