"""Decide again what a ledger says was decided, from the stored inputs and rules alone. Writes nothing."""

from __future__ import annotations

import json

from micromasters_plugin.data import RecomputeReport
from micromasters_plugin.programs.models import Program
from micromasters_plugin.programs.registry import Version, family_of
from micromasters_plugin.progress.inputs import decide_again
from micromasters_plugin.progress.ledger.payload import decision_payload
from micromasters_plugin.progress.ledger.rows import entries_of
from micromasters_plugin.progress.models import LedgerEntry, LedgerHead
from micromasters_plugin.progress.snapshot import canonical, inputs_from_json, plain


def recompute(program: Program) -> RecomputeReport:
    """Evaluate the inputs of every entry again, under its rules and at its time, and compare what came out."""
    head = LedgerHead.objects.filter(program_id=program.id).first()
    versions = {version.id: version for version in family_of(program.id).all_versions()}
    recomputed = erased = 0
    differences = []
    for entry in entries_of(program.id, up_to=head.seq if head else 0):
        if not entry.payload:
            erased += 1
            continue
        recomputed += 1
        if _decide_again(entry, versions) != entry.payload:
            differences.append(f"entry {entry.seq} comes out otherwise")
    return RecomputeReport(program.key, recomputed, erased, tuple(differences))


def _decide_again(entry: LedgerEntry, versions: dict[int, Version]) -> str:
    stored = json.loads(entry.payload)
    version = versions[stored["definition"]]
    inputs = inputs_from_json(stored["inputs"])
    payload = decision_payload(version, plain(inputs), decide_again(version, inputs, versions, now=entry.time))
    return canonical({**payload, "user_id": stored["user_id"]})
