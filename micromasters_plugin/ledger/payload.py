"""Build the payloads of a ledger's entries: the rules in force, and the decision, act or erasure under those rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from micromasters_plugin.data import EntryKind
from micromasters_plugin.database.codec import SPARSE, Json
from micromasters_plugin.domain.standing import EVALUATOR, ProgramVerdict
from micromasters_plugin.programs.registry import Version

#: The parts are the program's uuid, the version's number, and the digest of the definition.
Rules = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Act:
    """An act of a person, or of a policy (``actor_id`` None), that affects a learner's outcome.

    ``name`` is the act, such as ``override.given``. ``details`` is plain JSON without texts that may name people.
    ``reason`` is free text, and is "" for a policy.
    """

    name: str
    user_id: int
    actor_id: int | None
    reason: str = ""
    details: Json = field(default_factory=dict)


def decision_payload(version: Version, inputs: Json, standing: ProgramVerdict) -> dict[str, object]:
    """Return the payload of a decision. ``recomputing`` repeats the decision from ``inputs``, which are plain JSON."""
    return {
        **_under(EntryKind.DECISION, version),
        "inputs": inputs,
        "earned": standing.earned,
        "state": standing.state.value,
        "composite": SPARSE.encode(standing.composite),
        "requirements": [
            {"key": v.key, "earned": v.earned, "run": v.course_run, "reasons": [reason.code for reason in v.reasons]}
            for v in standing.courses()
        ],
    }


def act_payload(version: Version, act: Act) -> dict[str, object]:
    """Return the payload of an act under ``version``, without the digest of the act's reason."""
    return {**_under(EntryKind.ACT, version), "act": act.name, "actor_id": act.actor_id, "details": act.details}


def erasure_payload(program_uuid: str, erased: Sequence[int], redacted: Sequence[int]) -> dict[str, object]:
    """Return the payload of an erasure, which lists the erased entries and the entries with a redacted reason."""
    return {
        "kind": EntryKind.ERASURE.value,
        "program": program_uuid,
        "erased": sorted(erased),
        "redacted": sorted(redacted),
    }


def rules_named_in(payload: dict[str, Any]) -> Iterator[Rules]:
    """Yield the rules that an entry about a person names: the program's rules first, then the rules of nested programs.

    Raises:
        KeyError, TypeError, ValueError: the payload has another form.
    """
    yield _rules(payload["program"], payload["version"], payload["definition"])
    if payload["kind"] == EntryKind.DECISION:
        yield from _nested(payload["inputs"])


def _nested(inputs: dict[str, Any]) -> Iterator[Rules]:
    for uuid, number, digest, given in inputs.get("nested", ()):
        yield _rules(uuid, number, digest)
        yield from _nested(given)


def _rules(program: object, number: object, digest: object) -> Rules:
    if isinstance(program, str) and type(number) is int and isinstance(digest, str):
        return program, number, digest
    raise ValueError("these name no rules")


def _under(kind: EntryKind, version: Version) -> dict[str, object]:
    return {
        "kind": kind.value,
        "program": version.rules.uuid,
        "version": version.number,
        "definition": version.digest,
        "evaluator": EVALUATOR,
    }
