"""Import the models of every subpackage, because Django looks for models in this module."""

from __future__ import annotations

from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.inbox.models import ExamEvent, Hint, ParkedEvent
from micromasters_plugin.ledger.models import LedgerEntry, LedgerHead, LedgerReason
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program, ProgramChange, ProgramVersion, TrackedRun
from micromasters_plugin.standings.models import BarSeen, Standing, WeeklyCounts

__all__ = [
    "AdmissionCycle",
    "BarSeen",
    "Candidate",
    "Credential",
    "CredentialChange",
    "CredentialReview",
    "ExamEvent",
    "Hint",
    "LedgerEntry",
    "LedgerHead",
    "LedgerReason",
    "Order",
    "Override",
    "ParkedEvent",
    "Program",
    "ProgramChange",
    "ProgramVersion",
    "Standing",
    "TrackedRun",
    "WeeklyCounts",
    "Work",
]
