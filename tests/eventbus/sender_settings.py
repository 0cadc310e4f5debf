"""Define the settings of another service of the site, such as edx-exams.

The service has the event bus, but lacks the plugin and a database.
"""

from __future__ import annotations

import os

from tests.eventbus.consumer import TOPIC

SECRET_KEY = "specimen-key-of-the-test-suite"
USE_TZ = True
INSTALLED_APPS = ["openedx_events", "edx_event_bus_redis"]

EVENT_BUS_PRODUCER = "edx_event_bus_redis.create_producer"
EVENT_BUS_REDIS_CONNECTION_URL = os.environ["MICROMASTERS_TEST_BROKER"]
EVENT_BUS_REDIS_STREAM_MAX_LEN = int(os.environ.get("MICROMASTERS_TEST_STREAM", "10000"))
EVENT_BUS_PRODUCER_CONFIG = {
    "org.openedx.learning.course.persistent_grade_summary.changed.v1": {
        TOPIC: {"event_key_field": "grade.course.course_key", "enabled": True}
    },
    "org.openedx.learning.exam.attempt.verified.v1": {
        TOPIC: {"event_key_field": "exam_attempt.course_key", "enabled": True}
    },
}
