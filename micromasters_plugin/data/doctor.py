"""Define the findings of the doctor about an installation."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Severity(enum.StrEnum):
    """The severity of a finding. An error means that a promised function does not work.

    A warning needs a person's attention.
    """

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem of the installation. ``code`` is stable. ``remedy`` describes how to solve the problem."""

    code: str
    severity: Severity
    text: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The findings, with errors first, and the names of the checks that ran."""

    checks: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def errors(self) -> int:
        """Return the number of errors among the findings."""
        return sum(finding.severity is Severity.ERROR for finding in self.findings)
