"""Run every check and collect the findings. Each topic has its own module of checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from micromasters_plugin.data import Diagnosis, Finding, Severity
from micromasters_plugin.doctor import (
    certificates,
    installation,
    ledgers,
    pipeline,
    programs,
    results,
    runs_to_come,
    services,
)

#: The dictionary has the check of each name. Checks run in this order. A check yields no finding if all is well.
CHECKS: dict[str, Callable[[datetime], Iterable[Finding]]] = {
    "loading": installation.check_loading,
    "tables": installation.check_tables,
    "wiring": installation.check_wiring,
    "leaving": installation.check_leaving,
    "programs": programs.check_programs,
    "retired": programs.check_retired,
    "runs": runs_to_come.check_runs_to_come,
    "backlog": pipeline.check_backlog,
    "outages": pipeline.check_outages,
    "reconciliation": pipeline.check_reconciliation,
    "parked": pipeline.check_parked,
    "paused": pipeline.check_paused,
    "exams": results.check_exams,
    "exam_service": results.check_exam_service,
    "grades": results.check_grades,
    "certificates": certificates.check_certificates,
    "ledgers": ledgers.check_ledgers,
    "key": ledgers.check_key,
    "charset": services.check_charset,
    "clock": services.check_clock,
    "broker": services.check_broker,
    "workers": services.check_workers,
}

#: A finding about a check that could not run has this code.
BROKE = "check_broke"


def examine(*, now: datetime) -> Diagnosis:
    """Run every check at ``now``. A check that raises an error becomes a finding, and the other checks still run.

    If tables are missing, checks that fail only because of a missing table are not reported.
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
                f"the check {name!r} could not run: {error!r}",
                "Repair what the error names.",
            )
        ]
