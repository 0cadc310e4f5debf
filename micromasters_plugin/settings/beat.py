"""Settings of the LMS, applied after the site's own file: the defaults, and the sweep in Celery beat's schedule.

Studio gets no schedule: its beat would start the same rounds a second time.
"""

from __future__ import annotations

from typing import Any

from micromasters_plugin.app_settings import beat_seconds, celery_queue
from micromasters_plugin.settings import common

#: The entry's name in the schedule.
ENTRY = "micromasters-pending"


def plugin_settings(settings: Any) -> None:
    """Add the sweep to ``CELERYBEAT_SCHEDULE`` unless the site has an entry of the sweep's name or wants no entry.

    A message expires when the next message is due.
    """
    common.plugin_settings(settings)
    seconds = getattr(settings, beat_seconds.name)
    if not isinstance(seconds, int | float) or seconds <= 0:
        return
    entry = {
        "task": "micromasters_plugin.tasks.evaluate_hints",
        "schedule": float(seconds),
        "options": {"queue": getattr(settings, celery_queue.name), "expires": float(seconds)},
    }
    schedule = dict(getattr(settings, "CELERYBEAT_SCHEDULE", None) or {})
    settings.CELERYBEAT_SCHEDULE = {ENTRY: entry} | schedule
