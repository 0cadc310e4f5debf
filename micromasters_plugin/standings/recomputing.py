"""Recompute a ledger's decisions from the stored inputs and rules. The module writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from micromasters_plugin.data import EntryKind, RecomputeReport
from micromasters_plugin.database.codec import SPARSE
from micromasters_plugin.domain.canonical import canonical
from micromasters_plugin.domain.standing import EVALUATOR
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead
from micromasters_plugin.ledger.payload import decision_payload, rules_named_in
from micromasters_plugin.ledger.reading import read_object
from micromasters_plugin.ledger.rows import entries_of
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version
from micromasters_plugin.programs.stored_definitions import family_versions
from micromasters_plugin.standings.inputs import Inputs, recompute_standing
from micromasters_plugin.standings.snapshot import inputs_to_json

KINDS = frozenset(kind.value for kind in EntryKind)

#: The parser raises these exceptions for a payload that no release wrote.
MALFORMED = (ValueError, KeyError, TypeError, AttributeError, ArithmeticError)


def recompute(program: Program) -> RecomputeReport:
    """Evaluate the inputs of every decision again, and compare the results.

    The evaluation uses the rules and the time of the decision. Decisions of another evaluator version
    are counted, but are not recomputed. The function does not recompute acts of people.

    Raises:
        UnreadableDefinitionError: a stored version of the program cannot be read.
    """
    head = LedgerHead.objects.filter(program_id=program.id).first()
    versions = family_versions(str(program.uuid))
    counts = {"recomputed": 0, "erased": 0, "older": 0, "newer": 0}
    differences: list[str] = []
    for entry in entries_of(program.id, up_to=head.seq if head else 0):
        if entry.kind not in (*KINDS,):
            counts["newer"] += 1
            continue
        if entry.kind != EntryKind.ERASURE and not entry.payload:
            counts["erased"] += 1
            continue
        if entry.kind == EntryKind.DECISION:
            outcome = _compare(entry, versions)
            counts[outcome if outcome in counts else "recomputed"] += 1
            if outcome not in counts:
                differences.append(outcome)
    return RecomputeReport(program.key, differences=tuple(differences), **counts)


def _compare(entry: LedgerEntry, versions: Mapping[tuple[str, int], Version]) -> str:
    """Return the name of the count for an entry, or a sentence that describes the entry's difference."""
    try:
        stored = read_object(entry.payload)
        evaluator = stored["evaluator"]
        if evaluator != EVALUATOR:
            return "older" if evaluator < EVALUATOR else "newer"
        for difference in _find_changed_rules(entry.seq, stored, versions):
            return difference
        recomputed = _recompute_payload(entry, stored, versions)
    except MALFORMED:
        return f"entry {entry.seq} cannot be read"
    return "recomputed" if recomputed == entry.payload else f"entry {entry.seq}: the recomputed decision differs"


def _find_changed_rules(seq: int, stored: dict[str, Any], versions: Mapping[tuple[str, int], Version]) -> Iterator[str]:
    for program, number, digest in rules_named_in(stored):
        version = versions.get((program, number))
        if version is None:
            yield f"entry {seq}: version {number} of the definition is not stored"
        elif version.digest != digest:
            yield f"entry {seq}: the stored definition of version {number} is not the one that decided"


def _recompute_payload(entry: LedgerEntry, stored: dict[str, Any], versions: Mapping[tuple[str, int], Version]) -> str:
    version = versions[stored["program"], stored["version"]]
    inputs = SPARSE.decode(Inputs, stored["inputs"])
    payload = decision_payload(
        version, inputs_to_json(inputs), recompute_standing(version, inputs, versions, now=entry.time)
    )
    return canonical({**payload, "user_id": stored["user_id"]})
