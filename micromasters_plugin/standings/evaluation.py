"""Evaluate a list of learners in one program. The evaluation reads the truth and applies the rules.

The module writes nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from micromasters_plugin.data import Attempt, OverrideDecision
from micromasters_plugin.domain.standing import NestedStandings
from micromasters_plugin.domain.verdicts import ProgramVerdict
from micromasters_plugin.domain.versions import evaluate_versions
from micromasters_plugin.exceptions import NobodyKnownError
from micromasters_plugin.failpoints import fail_point
from micromasters_plugin.overrides.acts import Overrides, overrides_in_effect
from micromasters_plugin.platform.people import get_people
from micromasters_plugin.programs.registry import Family, Version, family_of
from micromasters_plugin.standings.facts import Bar
from micromasters_plugin.standings.inputs import Inputs, fingerprint_of
from micromasters_plugin.standings.models import Standing
from micromasters_plugin.standings.truth import Truth, read_truth

log = logging.getLogger(__name__)

#: These limits apply to the check after an empty read. The check reads at most ``RECENT_STANDINGS`` of the newest
#: standings, and needs at least ``MIN_PEOPLE`` different people.
RECENT_STANDINGS, MIN_PEOPLE = 100, 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One learner's present standing by the rules, and the learner's stored standing.

    If no standing is stored, ``stored`` is None. ``nested`` maps the uuid of each nested program to the learner's
    standing in the nested program.
    """

    user_id: int
    version: Version
    standing: ProgramVerdict
    inputs: Inputs
    new_bars: list[Bar]
    fingerprint: str
    stored: Standing | None
    nested: NestedStandings


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A stored standing that is still correct, because no input of the standing has changed."""

    user_id: int


@dataclass(frozen=True, slots=True)
class _StoredDigest:
    """The columns that show whether a stored standing is still correct."""

    fingerprint: str
    reevaluate_at: datetime | None
    evaluated: datetime

    def is_due(self, now: datetime) -> bool:
        return self.reevaluate_at is not None and self.reevaluate_at <= now


#: This type is the evaluation of a learner, or the error that prevented the evaluation.
Found = Evaluation | Unchanged | Exception

#: This type maps a learner's id to the evaluation or the error.
Evaluations = dict[int, Found]


def evaluate_learners(program_id: int, user_ids: Sequence[int], *, now: datetime) -> Evaluations:
    """Evaluate ``user_ids`` in a constant number of reads.

    If one learner's data has an error, only the evaluation of this learner fails. If the data of all learners cannot be
    read together, read each learner's data alone. One bad row then affects no other learner. The function raises
    nothing. If the program's definition is unreadable, the result for every learner is the error of the definition.
    """
    try:
        return evaluate_together(program_id, user_ids, now=now)
    except Exception as error:
        if len(user_ids) == 1:
            return {user_ids[0]: error}
        log.warning(
            "Program %s: the read of %d learners failed, so each learner is read alone", program_id, len(user_ids)
        )
        results: Evaluations = {}
        for user_id in user_ids:
            results.update(evaluate_learners(program_id, [user_id], now=now))
        return results


def evaluate_together(program_id: int, user_ids: Sequence[int], *, now: datetime) -> Evaluations:
    """Evaluate ``user_ids`` like ``evaluate_learners``.

    If the read of all learners fails, raise the error. If one learner's data has an error, still only the evaluation of
    this learner fails.
    """
    return _evaluate_together(family_of(program_id), user_ids, now)


def evaluate_learner(program_id: int, user_id: int, *, now: datetime) -> Evaluation:
    """Evaluate one learner from the truth. The stored standing is not read, and ``stored`` is None in the result.

    Raises:
        UnknownUserError: the platform has no user with the given id.
    """
    family = family_of(program_id)
    versions = family.all_versions()
    overrides = overrides_in_effect({version.program_id for version in versions}, [user_id])
    return _evaluate_one(user_id, family, read_truth(versions, [user_id]).with_bars([user_id]), overrides, now)


def compare_families(
    families: Sequence[Family], user_ids: Sequence[int], *, now: datetime
) -> Iterator[tuple[int, list[Evaluation] | Exception]]:
    """Yield each learner with one evaluation for each family. All evaluations share one read of the truth.

    Args:
        families: families of versions. A family has the versions of one program. An unstored version must have a unique
            id.
        user_ids: the ids of the learners.
        now: the time of the evaluation.
    """
    versions = list({version.id: version for family in families for version in family.all_versions()}.values())
    truth = read_truth(versions, user_ids).with_bars(user_ids)
    truths = [replace(truth, bars_by_version={}, runs_by_program={}, releases={}) for _ in families]
    overrides = overrides_in_effect({version.program_id for version in versions}, user_ids)
    for user_id in user_ids:
        try:
            yield (
                user_id,
                [
                    _evaluate_one(user_id, family, truth_copy, overrides, now)
                    for family, truth_copy in zip(families, truths, strict=True)
                ],
            )
        except Exception as error:
            yield user_id, error


def _evaluate_together(family: Family, user_ids: Sequence[int], now: datetime) -> Evaluations:
    versions = family.all_versions()
    truth = read_truth(versions, user_ids)
    if not truth.users:
        _require_people()
    fail_point("facts-read")
    rows = Standing.objects.filter(program_id=family.program_id, user_id__in=user_ids)
    columns = rows.values_list("user_id", "fingerprint", "reevaluate_at", "evaluated")
    stored_digests = {
        user_id: _StoredDigest(fingerprint, due, evaluated) for user_id, fingerprint, due, evaluated in columns
    }
    overrides = overrides_in_effect({version.program_id for version in versions}, user_ids)
    unchanged = {
        user_id
        for user_id, each in stored_digests.items()
        if user_id in truth.users
        and each.fingerprint == _fingerprint(user_id, family, truth, overrides)
        and not each.is_due(now)
    }
    if len(unchanged) < len(user_ids):
        evaluated = {user_id: each.evaluated for user_id, each in stored_digests.items()}
        truth = truth.with_bars([user_id for user_id in user_ids if user_id not in unchanged], evaluated)
    results: Evaluations = {}
    for user_id in user_ids:
        try:
            results[user_id] = (
                Unchanged(user_id) if user_id in unchanged else _evaluate_one(user_id, family, truth, overrides, now)
            )
        except Exception as error:
            results[user_id] = error
    changed_ids = [user_id for user_id in stored_digests if isinstance(results[user_id], Evaluation)]
    if changed_ids:
        # Verdict and inputs are large. The digests of verdict and inputs are enough to detect a change.
        for row in rows.filter(user_id__in=changed_ids).defer("verdict", "inputs"):
            found = results[row.user_id]
            assert isinstance(found, Evaluation)
            results[row.user_id] = replace(found, stored=row)
    return results


def _require_people() -> None:
    """Check that the platform's table of users is not empty. An empty table would delete all learners' data.

    Raises:
        NobodyKnownError: several people have a standing, but the platform knows none of these people.
    """
    evaluated = set(Standing.objects.order_by("-id").values_list("user_id", flat=True)[:RECENT_STANDINGS])
    if len(evaluated) >= MIN_PEOPLE and not get_people().existing_users(sorted(evaluated)):
        raise NobodyKnownError("the platform has none of the people who have a standing")


def _fingerprint(user_id: int, family: Family, truth: Truth, overrides: Overrides) -> str:
    programs = [versions[-1].program_id for versions in (*family.nested.values(), family.versions)]
    version_ids = [version.id for version in family.all_versions()]
    return fingerprint_of(user_id, truth, version_ids, [overrides.get((each, user_id), ()) for each in programs])


def _evaluate_one(user_id: int, family: Family, truth: Truth, overrides: Overrides, now: datetime) -> Evaluation:
    """Evaluate one learner. A nested program is evaluated before any program that requires the nested program.

    The caller sets ``stored``.
    """
    bars: list[Bar] = []
    given = {
        versions[-1].program_id: _program_inputs(user_id, versions, truth, overrides, bars, now)
        for versions in (*family.nested.values(), family.versions)
    }
    standings: dict[str, ProgramVerdict] = {}
    inputs: dict[str, tuple[str, int, str, Inputs]] = {}
    for uuid, versions in family.nested.items():
        version, standing, used_inputs = _bind(given[versions[-1].program_id], standings, inputs, now)
        standings[uuid], inputs[uuid] = standing, (uuid, version.number, version.digest, used_inputs)
    version, standing, used_inputs = _bind(given[family.program_id], standings, inputs, now)
    fingerprint = _fingerprint(user_id, family, truth, overrides)
    return Evaluation(user_id, version, standing, used_inputs, bars, fingerprint, None, standings)


@dataclass(frozen=True, slots=True)
class _ProgramInputs:
    """The inputs of one learner's evaluation in one program: attempts for each version, and overrides."""

    attempts: list[tuple[Version, list[Attempt]]]
    overrides: tuple[OverrideDecision, ...]


def _program_inputs(
    user_id: int, versions: Sequence[Version], truth: Truth, overrides: Overrides, bars: list[Bar], now: datetime
) -> _ProgramInputs:
    by_version = []
    for version in versions:
        attempts, new_bars = truth.attempts_of(user_id, version, versions, now=now)
        by_version.append((version, attempts))
        bars.extend(new_bars)
    return _ProgramInputs(by_version, tuple(overrides.get((versions[-1].program_id, user_id), ())))


def _bind(
    given: _ProgramInputs, standings: NestedStandings, inputs: Mapping[str, tuple[str, int, str, Inputs]], now: datetime
) -> tuple[Version, ProgramVerdict, Inputs]:
    """Return the version that binds the learner in one program, the standing, and the inputs of the standing."""
    index, standing = evaluate_versions(
        [version.rules for version, _ in given.attempts],
        [attempts for _, attempts in given.attempts],
        now=now,
        overrides=given.overrides,
        nested=standings,
    )
    version, attempts = given.attempts[index]
    nested_uuids = dict.fromkeys(node.program for node in version.rules.nested())
    nested = tuple(inputs[uuid] for uuid in nested_uuids if uuid in inputs)
    return version, standing, Inputs(tuple(attempts), given.overrides, nested)
