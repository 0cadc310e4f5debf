"""Run one step of the ledger's benchmark: write a ledger, or print measurements as JSON.

The benchmark runs this module as a subprocess.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from uuid import UUID

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from benchmarks.rules import NOW, attempts_at, program_of_six  # noqa: E402
from micromasters_plugin.data import SignedHead  # noqa: E402
from micromasters_plugin.domain.canonical import canonical, digest  # noqa: E402
from micromasters_plugin.domain.standing import evaluate  # noqa: E402
from micromasters_plugin.ledger import (  # noqa: E402
    appending,
    checking,
    verifying,
)
from micromasters_plugin.ledger.chain import FORMAT, commit, genesis, link_hash  # noqa: E402
from micromasters_plugin.ledger.payload import decision_payload  # noqa: E402
from micromasters_plugin.ledger.signing import sign  # noqa: E402
from micromasters_plugin.programs.definition.json import to_json  # noqa: E402
from micromasters_plugin.programs.models import Program, ProgramVersion  # noqa: E402
from micromasters_plugin.programs.registry import Version  # noqa: E402
from micromasters_plugin.standings import recomputing  # noqa: E402
from micromasters_plugin.standings.inputs import Inputs  # noqa: E402
from micromasters_plugin.standings.snapshot import inputs_to_json  # noqa: E402
from tests.memory import largest_resident_set  # noqa: E402

UUID_TEXT = str(UUID(int=1))
RULES = replace(program_of_six(), uuid=UUID_TEXT)
DEFINITION = to_json(RULES)
TIME = NOW.isoformat()
TOGETHER = 1_000


def _payload() -> dict[str, object]:
    """Return the payload of a decision about six courses. The learner has one attempt at each course."""
    attempts = attempts_at(range(6), 1)
    version = Version(1, 1, 1, RULES, digest(DEFINITION))
    return decision_payload(version, inputs_to_json(Inputs(tuple(attempts))), evaluate(RULES, attempts, now=NOW))


def _entries(count: int) -> Iterator[dict[str, object]]:
    before, _, after = canonical({**_payload(), "user_id": "here"}).partition('"here"')
    previous = genesis(UUID_TEXT)
    for seq in range(1, count + 1):
        text, salt = f"{before}{seq}{after}", f"{seq:032x}"
        commitment = commit(salt, text)
        previous = link_hash(previous=previous, seq=seq, kind="decision", time=TIME, commitment=commitment)
        public = {"seq": seq, "kind": "decision", "time": TIME, "commitment": commitment, "hash": previous}
        yield public | {"user_id": seq, "salt": salt, "payload": text, "reason_salt": "", "reason": ""}


def write(count: int) -> None:
    """Write an exported ledger to standard output.

    The ledger's head comes first, so the function builds the entries twice.

    """
    hash = ""
    for entry in _entries(count):
        hash = str(entry["hash"])
    definitions = {"1": digest(DEFINITION)}
    head = sign(SignedHead(FORMAT, UUID_TEXT, "six", count, hash, 0, 0, definitions, TIME, ""))
    print(json.dumps(asdict(head)))
    print(json.dumps({"program": UUID_TEXT, "number": 1, "definition": DEFINITION}))
    for entry in _entries(count):
        print(json.dumps(entry))


def verify(_: int) -> dict[str, float]:
    """Verify the ledger on standard input."""
    return _measured(lambda: _verified(verifying.verify(sys.stdin)))


def fill(count: int) -> None:
    """Append ``count`` decisions to the ledger of a fresh database."""
    call_command("migrate", verbosity=0)
    program = Program.objects.create(uuid=UUID_TEXT, key="six", title="Six")
    ProgramVersion.objects.create(
        program=program, number=1, effective_from=RULES.effective_from, definition=DEFINITION, source=""
    )
    payload = _payload()
    for start in range(0, count, TOGETHER):
        decisions = [(user_id, payload) for user_id in range(start, min(start + TOGETHER, count))]
        appending.append(program.pk, decisions, now=NOW)


def recompute(count: int) -> dict[str, float]:
    """Recompute all decisions of the database's ledger."""

    def work() -> int:
        report = recomputing.recompute(Program.objects.get())
        assert report.differences == ()
        return report.recomputed

    return _measured(work)


def check(count: int) -> dict[str, float]:
    """Check that the database's ledger is intact, as the doctor does."""

    def work() -> int:
        assert checking.find_breaks(Program.objects.get().pk) == []
        return count

    return _measured(work)


def _verified(report: object) -> int:
    assert report.problems == ()  # type: ignore[attr-defined]
    return int(report.entries)  # type: ignore[attr-defined]


def _measured(work: Callable[[], int]) -> dict[str, float]:
    """Return the processor seconds and the peak memory. Other work on the machine does not change processor seconds."""
    before = largest_resident_set()
    started, cpu = time.monotonic(), time.process_time()
    entries = work()
    cpu, seconds = time.process_time() - cpu, time.monotonic() - started
    after = largest_resident_set()
    return {"entries": entries, "cpu": cpu, "seconds": seconds, "rss_mb": after, "grown_mb": after - before}


if __name__ == "__main__":
    from django.conf import settings

    settings.MICROMASTERS_LEDGER_KEY = os.environ["MICROMASTERS_BENCH_KEY"]
    result = {"write": write, "verify": verify, "fill": fill, "recompute": recompute, "check": check}[sys.argv[1]](
        int(sys.argv[2])
    )
    if result is not None:
        print(json.dumps(result))
