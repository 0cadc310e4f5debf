"""Check that every receiver is connected to its signal, and that an event given to it becomes a hint.

A peer's signal was never connected for 23 months while its tests imported it. So the probe goes to what is connected
in this process; it goes to our receivers alone, since others would take it for a grade.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils.module_loading import import_string
from openedx_events.tooling import OpenEdxPublicSignal

from micromasters_plugin.data import Finding, Severity
from micromasters_plugin.doctor.probes import PROBES
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.programs.registry import courses_of, newest_versions

PROBE_RUN = "course-v1:{}+doctor"
UNTRACKED_COURSE = "Doctor+Probe"


def check(now: datetime) -> Iterator[Finding]:
    """Find each declared receiver by its ``dispatch_uid`` and give it a probe, all of which is rolled back."""
    course = next(iter(courses_of(newest_versions())), None)
    run = PROBE_RUN.format(course or UNTRACKED_COURSE)
    for path, uid in _declared():
        signal = import_string(path)
        receiver = _connected(signal, uid)
        if receiver is None:
            yield Finding(
                "receiver_unconnected",
                Severity.ERROR,
                f"nothing of ours receives {signal.event_type}",
                "Restart the process; if it stays, another package removed the receiver or the app did not load.",
            )
        elif course is not None and not _leaves_hint(signal, receiver, run):
            yield Finding(
                "receiver_deaf",
                Severity.ERROR,
                f"the receiver of {signal.event_type} made no hint of a probe",
                "The log has the error beside the event's type; the package may not fit the installed openedx-events.",
            )


def _declared() -> list[tuple[str, str]]:
    """Return (signal's path, dispatch uid) of every receiver that the app asks the platform to connect."""
    config: Any = apps.get_app_config("micromasters")
    by_project = config.plugin_app["signals_config"].values()
    receivers = [receiver for project in by_project for receiver in project["receivers"]]
    return list(dict.fromkeys((receiver["signal_path"], receiver["dispatch_uid"]) for receiver in receivers))


def _connected(signal: OpenEdxPublicSignal, uid: str) -> Callable[..., None] | None:
    for key, reference, *_ in signal.receivers:
        if key[0] == uid:
            return reference() if isinstance(reference, weakref.ReferenceType) else reference
    return None


def _leaves_hint(signal: OpenEdxPublicSignal, receiver: Callable[..., None], run: str) -> bool:
    metadata = signal.generate_signal_metadata()
    [(name, kind)] = signal.init_data.items()
    with transaction.atomic():
        receiver(sender=None, signal=signal, metadata=metadata, **{name: PROBES[kind](run)})
        is_hinted = Hint.objects.filter(event_id=str(metadata.id)).exists()
        transaction.set_rollback(True)
    return is_hinted
