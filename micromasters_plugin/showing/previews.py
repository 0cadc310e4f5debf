"""Preview an import. Evaluate all learners by the rules in force and by the file, and compare the results.

Writes nothing. ``programs/definition/changes`` lists the changes of the rules themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from micromasters_plugin.credentials.records import holders_among
from micromasters_plugin.data import CompositeBin, DefinitionPreview, LearnerChange, Rebound
from micromasters_plugin.domain.definition import ProgramRules
from micromasters_plugin.pipeline.rebinding import foresee_rebound
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.programs.importing import read_for_site
from micromasters_plugin.programs.learners import learners_of
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import family_from_versions, require_in_use, versions_of
from micromasters_plugin.programs.runs import runs_of
from micromasters_plugin.programs.unstored import UNSTORED, newest_of, with_unstored
from micromasters_plugin.standings.evaluation import Evaluation, compare_families

#: A bin of composite grades has this width.
BIN = Decimal("0.05")
MAX_CHANGES = 100


def preview(
    text: str, *, name: str, with_usernames: bool, now: datetime, report_progress: Callable[[int], None]
) -> DefinitionPreview:
    """Evaluate all learners twice, and count the changes.

    Args:
        text: the definition file's content.
        name: the file's name, which problems of the whole file show.
        with_usernames: tells whether the caller may see usernames.
        now: the time of the evaluations.
        report_progress: a function that is called with the number of learners compared since the last call.

    Raises:
        DefinitionError: an import would refuse the file.
        RetiredProgramError: the program was retired.
    """
    rules = read_for_site(text, name=name)
    program = Program.objects.filter(uuid=rules.uuid).first()
    if program is not None:
        require_in_use(program)
    stored = versions_of(program.id) if program is not None else []
    program_id = program.id if program is not None else UNSTORED
    counts = _Counts(program_id, with_usernames)
    if not stored or newest_of(stored).rules != rules:
        after = family_from_versions(program_id, with_unstored(stored, rules, program_id=program_id))
        families = [family_from_versions(program_id, stored), after] if stored else [after]
        for user_ids in learners_of(list(runs_of(after.all_versions()))):
            counts.add(compare_families(families, user_ids, now=now))
            report_progress(len(user_ids))
        return counts.result(rules, newest_of(after.versions).number, foresee_rebound(rules, now=now))
    return counts.result(rules, None, None)


class _Counts:
    """The counts of a preview's comparisons. The number of learners does not change the memory that the counts need."""

    def __init__(self, program_id: int, with_usernames: bool):
        self._program_id = program_id
        self._with_usernames = with_usernames
        self._kinds: Counter[str] = Counter()
        self._before: Counter[Decimal] = Counter()
        self._after: Counter[Decimal] = Counter()
        self._changes: list[LearnerChange] = []

    def add(self, comparisons: Iterator[tuple[int, list[Evaluation] | Exception]]) -> None:
        lost = []
        for user_id, evaluations in comparisons:
            if isinstance(evaluations, Exception):
                self._kinds["failed"] += 1
                continue
            before, after = evaluations[0] if len(evaluations) > 1 else None, evaluations[-1]
            kind = _kind(before, after)
            self._kinds[kind] += 1
            self._count_one(before, after)
            if kind == "lost":
                lost.append(user_id)
            if kind in ("gained", "lost") and len(self._changes) < MAX_CHANGES:
                self._changes.append(self._change(user_id, before, after))
        self._kinds["holders_lost"] += holders_among(self._program_id, lost)

    def result(self, rules: ProgramRules, version: int | None, rebound: Rebound | None) -> DefinitionPreview:
        bins = sorted(self._before.keys() | self._after.keys())
        return DefinitionPreview(
            program_key=rules.key,
            version=version,
            rebound=rebound,
            drop_policy=rules.drop_policy.value,
            gained=self._kinds["gained"],
            lost=self._kinds["lost"],
            shifted=self._kinds["shifted"],
            unchanged=self._kinds["unchanged"],
            failed=self._kinds["failed"],
            holders_lost=self._kinds["holders_lost"],
            candidates_before=self._kinds["candidates_before"],
            candidates_after=self._kinds["candidates_after"],
            composites=tuple(CompositeBin(bin, bin + BIN, self._before[bin], self._after[bin]) for bin in bins),
            changes=tuple(self._changes),
        )

    def _count_one(self, before: Evaluation | None, after: Evaluation) -> None:
        for evaluation, bins, candidates in (
            (before, self._before, "candidates_before"),
            (after, self._after, "candidates_after"),
        ):
            if evaluation is None:
                continue
            self._kinds[candidates] += evaluation.standing.meets_admission_bar
            if (composite := evaluation.standing.composite) is not None:
                bins[min(composite // BIN * BIN, 1 - BIN)] += 1

    def _change(self, user_id: int, before: Evaluation | None, after: Evaluation) -> LearnerChange:
        return LearnerChange(
            user_id=user_id,
            username=get_people().account(user_id).username if self._with_usernames else "",
            is_gain=after.standing.earned,
            earned_before=before.standing.earned_requirements if before else 0,
            earned_after=after.standing.earned_requirements,
            composite_before=before.standing.composite if before else None,
            composite_after=after.standing.composite,
        )


def _kind(before: Evaluation | None, after: Evaluation) -> str:
    """Return ``gained``, ``lost``, ``shifted`` or ``unchanged``. In a new program, nobody loses anything."""
    was_earned = before is not None and before.standing.earned
    if was_earned != after.standing.earned:
        return "lost" if was_earned else "gained"
    if before is None:
        return "unchanged"
    return "unchanged" if _compared_values(before) == _compared_values(after) else "shifted"


def _compared_values(evaluation: Evaluation) -> Sequence[object]:
    standing = evaluation.standing
    return (
        standing.earned_requirements,
        standing.total_requirements,
        standing.composite,
        standing.state,
        standing.meets_admission_bar,
    )
