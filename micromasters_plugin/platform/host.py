"""Load the host, the one object that implements every port. Rooms ask for a port, never for the host."""

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
    """Return the host's implementation, named by the setting ``MICROMASTERS_PLATFORM``.

    Raises:
        ImproperlyConfigured: there is no such class. The process does not start: it would erase nobody who leaves.
    """
    return _load(app_settings.platform())
