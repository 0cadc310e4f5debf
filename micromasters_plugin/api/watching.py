"""Whether the installation is well."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from micromasters_plugin.data import Diagnosis
from micromasters_plugin.doctor import examination


def diagnose(*, now: datetime | None = None) -> Diagnosis:
    """Make every check of the doctor; writes nothing that lasts, and waits a few seconds at most for services."""
    return examination.examine(now=now or timezone.now())
