"""Define the verb ``doctor``, for people who monitor the installation."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from micromasters_plugin import api
from micromasters_plugin.management.verbs.declaring import Verbs, declare
from micromasters_plugin.management.verbs.reporting import add_json, fail, report

EXAMPLES = """\
examples:
  micromasters doctor
  micromasters doctor --json   for monitoring; the object has "checks" and "findings"

exit status: 0 no errors (but perhaps warnings), 1 errors, 2 wrong command line
If the platform dropped the app, the answer is "Unknown command" with status 1.
"""


def add(verbs: Verbs) -> None:
    doctor = declare(verbs, "doctor", diagnose, "Check wiring, programs, backlog and services.", examples=EXAMPLES)
    add_json(doctor)


def diagnose(command: BaseCommand, *, as_json: bool, **options: Any) -> None:
    found = api.diagnose()
    lines = [f"{finding.severity} {finding.code}: {finding.text}\n  {finding.remedy}" for finding in found.findings]
    lines.append(f"{len(found.checks)} checks, {found.errors} errors, {len(found.findings) - found.errors} warnings")
    report(command, found, "\n".join(lines), as_json=as_json)
    if found.errors:
        fail("the doctor found errors")
