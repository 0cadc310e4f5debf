"""This package is the plugin's Python API for the block, pages, commands and other apps.

Functions return frozen data classes of ``micromasters_plugin.data``, never a model. Program uuids are text. The first
access to a function imports ``families``, and ``families`` imports the evaluator. An import of the API alone is fast,
so the admin can import the API while the platform starts.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from micromasters_plugin.api.families import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        return getattr(import_module("micromasters_plugin.api.families"), name)

    def __dir__() -> list[str]:
        return [name for name in vars(import_module("micromasters_plugin.api.families")) if not name.startswith("_")]
