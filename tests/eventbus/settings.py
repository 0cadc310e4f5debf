"""Define settings of a test host that consumes the event bus on Redis, for subprocesses that act as the site.

The module ``sender_settings`` has the settings of the sending service.
"""

from __future__ import annotations

import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "openedx_events", "edx_event_bus_redis"]

EVENT_BUS_CONSUMER = "edx_event_bus_redis.RedisEventConsumer"
EVENT_BUS_REDIS_CONNECTION_URL = os.environ["MICROMASTERS_TEST_BROKER"]
# This timeout is shorter than the read timeout of redis-py 8, which is 5 s. The consumer's default timeout of 60 s is
# longer than the read timeout, so each read would fail.
EVENT_BUS_REDIS_CONSUMER_POLL_TIMEOUT = 3

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
