"""Load the host, which is the one object that implements every port.

Other subpackages use a port and never the host itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from micromasters_plugin import app_settings


@cache
def _load(path: str) -> Any:
    try:
        return import_string(path)()
    except ImportError as error:
        raise ImproperlyConfigured(f"MICROMASTERS_PLATFORM names {path}: {error}") from error


def get_host() -> Any:
    """Return the host's implementation, which the setting ``MICROMASTERS_PLATFORM`` names.

    Raises:
        ImproperlyConfigured: the class does not exist. The process must not start, because without a host the process
            would not erase people who leave.
    """
    return _load(app_settings.platform())
