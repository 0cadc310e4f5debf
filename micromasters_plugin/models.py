"""The models of every room, where Django looks for them. Nothing is defined here."""

from __future__ import annotations

from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.credentials.models import Credential, CredentialChange, CredentialReview
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.programs.models import Program, ProgramChange, ProgramVersion, TrackedRun
from micromasters_plugin.progress.models import (
    BarReached,
    ExamEvent,
    Hint,
    LedgerEntry,
    LedgerHead,
    LedgerReason,
    Override,
    ParkedEvent,
    Standing,
    Work,
)
from micromasters_plugin.progress.weekly_counts import WeeklyCounts

__all__ = [
    "AdmissionCycle",
    "BarReached",
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
