"""What entries of a ledger say: the rules in force, and what was decided, done or erased under them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from micromasters_plugin.data import EntryKind
from micromasters_plugin.domain.standing import Standing
from micromasters_plugin.programs.registry import Version
from micromasters_plugin.progress.inputs import EVALUATOR
from micromasters_plugin.progress.snapshot import Json, plain

#: Program's uuid, number of the version, digest of its definition.
Rules = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class Act:
    """What a person, or a policy (``actor_id`` None), did to somebody's outcome.

    ``name`` says what, such as ``override.given``; ``details`` is plain JSON and has no text in which people may be
    named; ``reason`` is such a text, "" for a policy.
    """

    name: str
    user_id: int
    actor_id: int | None
    reason: str = ""
    details: Json = field(default_factory=dict)


def decision_payload(version: Version, inputs: Json, standing: Standing) -> dict[str, object]:
    """Return the payload of a decision on plain ``inputs``, from which ``recomputing`` makes it again."""
    return {
        **_under(EntryKind.DECISION, version),
        "inputs": inputs,
        "earned": standing.earned,
        "state": standing.state.value,
        "composite": plain(standing.composite),
        "requirements": [
            {"key": v.key, "earned": v.earned, "run": v.course_run, "reasons": [reason.code for reason in v.reasons]}
            for v in standing.courses()
        ],
    }


def act_payload(version: Version, act: Act) -> dict[str, object]:
    """Return the payload of an act while ``version`` was in force, but for its reason's digest."""
    return {**_under(EntryKind.ACT, version), "act": act.name, "actor_id": act.actor_id, "details": act.details}


def erasure_payload(program_uuid: str, erased: Sequence[int], redacted: Sequence[int]) -> dict[str, object]:
    """Return the payload of an erasure: the entries whose person is gone, and those from whose reason a name was."""
    return {
        "kind": EntryKind.ERASURE.value,
        "program": program_uuid,
        "erased": sorted(erased),
        "redacted": sorted(redacted),
    }


def rules_named_in(payload: dict[str, Any]) -> Iterator[Rules]:
    """Yield the rules that an entry about a person names, its own first, then those of nested programs.

    Raises:
        KeyError, TypeError, ValueError: it is no such payload.
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
