"""Make every check and collect what they find. What is checked, and how, is in one module for each check."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from micromasters_plugin.data import Diagnosis, Finding, Severity
from micromasters_plugin.doctor import (
    backlog,
    broker,
    charset,
    clock,
    exam_service,
    exams,
    grades,
    key,
    leaving,
    ledgers,
    loading,
    outages,
    parked,
    paused,
    programs,
    reconciliation,
    tables,
    wiring,
    workers,
)

#: name → check, in the order in which they are made. Each yields findings, and none where all is well.
CHECKS: dict[str, Callable[[datetime], Iterable[Finding]]] = {
    "loading": loading.check,
    "tables": tables.check,
    "wiring": wiring.check,
    "leaving": leaving.check,
    "programs": programs.check,
    "backlog": backlog.check,
    "outages": outages.check,
    "reconciliation": reconciliation.check,
    "parked": parked.check,
    "paused": paused.check,
    "exams": exams.check,
    "exam_service": exam_service.check,
    "grades": grades.check,
    "ledgers": ledgers.check,
    "key": key.check,
    "charset": charset.check,
    "clock": clock.check,
    "broker": broker.check,
    "workers": workers.check,
}

#: The code of the finding that a check could not be made.
BROKE = "check_broke"


def examine(*, now: datetime) -> Diagnosis:
    """Make every check at ``now``; one that breaks is itself a finding, and the others are made all the same.

    Where tables are missing, what breaks for lack of one is not told as well.
    """
    found = {name: _make(name, now) for name in CHECKS}
    findings = [
        finding
        for name, made in found.items()
        for finding in made
        if not (found["tables"] and name != "tables" and finding.code == BROKE)
    ]
    findings.sort(key=lambda finding: finding.severity is not Severity.ERROR)
    return Diagnosis(tuple(CHECKS), tuple(findings))


def _make(name: str, now: datetime) -> list[Finding]:
    try:
        return list(CHECKS[name](now))
    except Exception as error:
        return [
            Finding(
                BROKE,
                Severity.ERROR,
                f"the check {name!r} could not be made: {error!r}",
                "Mend what the error names.",
            )
        ]
