"""Report unsafe settings and environment variables when a management command starts.

``doctor`` has the checks that need the database, the platform or a service.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from micromasters_plugin import app_settings, failpoints
from micromasters_plugin.app_settings import SETTINGS

PREFIX = "MICROMASTERS_"

#: Django uses this isolation level by default on MySQL and MariaDB.
READ_COMMITTED = "read committed"


@register
def settings_make_sense(**kwargs: Any) -> list[CheckMessage]:
    """Return the faults in this site's settings of the package."""
    return [*_values(), *_names(), *_eager_tasks(), *_tokens(), *_isolation()]


@register
def fail_points_are_off(**kwargs: Any) -> list[CheckMessage]:
    """Report a fail point in the environment of a production site. A fail point has no effect on a production site."""
    if settings.DEBUG or not failpoints.requested():
        return []
    return [
        Error(
            f"{failpoints.VARIABLE} is set, and this is no debugging host.",
            hint="Remove it from the environment. Fail points are for the package's own tests.",
            id="micromasters.E001",
        )
    ]


def _values() -> Iterator[CheckMessage]:
    for setting in SETTINGS:
        if setting.fault:
            yield Error(f"{setting.name} {setting.fault}.", hint=setting.meaning, id="micromasters.E002")


def _names() -> Iterator[CheckMessage]:
    known = {setting.name for setting in SETTINGS}
    for name in sorted(name for name in dir(settings) if name.startswith(PREFIX) and name not in known):
        hint = f"The settings are {', '.join(sorted(known))}."
        yield Warning(f"{name} is no setting of this package and has no effect.", hint=hint, id="micromasters.W001")


def _eager_tasks() -> Iterator[CheckMessage]:
    is_eager = any(getattr(settings, name, False) for name in ("CELERY_TASK_ALWAYS_EAGER", "CELERY_ALWAYS_EAGER"))
    if is_eager and app_settings.task_delay_seconds() >= 0 and not settings.DEBUG:
        yield Warning(
            "Celery's tasks run where they are sent, so learners are evaluated inside the request that grades them.",
            hint="Run workers, or leave all to the sweep with MICROMASTERS_TASK_DELAY_SECONDS = -1.",
            id="micromasters.W002",
        )


def _tokens() -> Iterator[CheckMessage]:
    """Warn if no key is set, because edx-drf-extensions then accepts every token."""
    if getattr(settings, "JWT_AUTH", None) and not app_settings.has_jwt_keys():
        yield Warning(
            "JWT_AUTH names no JWT_PUBLIC_SIGNING_JWK_SET: the site's APIs take a JWT whoever signed it. Those of this "
            "package take none.",
            hint="Make keys with `manage.py lms generate_jwt_signing_key` and name them, in the LMS and in Studio.",
            id="micromasters.W003",
        )


def _isolation() -> Iterator[CheckMessage]:
    """Warn about an isolation level under which the deletion of hints takes gap locks. Gap locks block receivers."""
    database = settings.DATABASES.get("default", {})
    level = database.get("OPTIONS", {}).get("isolation_level", READ_COMMITTED) or "what the server has by default"
    if "mysql" in database.get("ENGINE", "") and level.lower() != READ_COMMITTED:
        yield Warning(
            f"The isolation level of transactions is {level}: a grade may have to wait for a worker, or lose its hint.",
            hint=f"Leave isolation_level out of the OPTIONS of DATABASES, or set it to {READ_COMMITTED!r}.",
            id="micromasters.W004",
        )
