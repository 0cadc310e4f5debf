"""System checks: combinations of settings and environment that a site should not run with.

What can be known only from the database, the platform or a service is the doctor's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from micromasters_plugin import failpoints


@register
def fail_points_are_off(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a production process that was asked to fail on purpose. It would not; somebody believes otherwise."""
    if settings.DEBUG or not failpoints.requested():
        return []
    return [
        Error(
            f"{failpoints.VARIABLE} is set, and this is no debugging host.",
            hint="Remove it from the environment. Fail points are for the package's own tests.",
            id="micromasters.E001",
        )
    ]
