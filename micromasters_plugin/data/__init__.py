"""This package has the plugin's public data. The classes are frozen, and use neither Django nor models.

Grades are exact decimals in 0–1 with 4 places. Instants are aware datetimes in UTC. Course runs are ``str`` keys such
as ``course-v1:MITx+CTL.SC0x+3T2026``. Every process loads some code at its start. This code imports single modules of
this package. The first access to a name of the package imports ``records``, and ``records`` imports every module.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from micromasters_plugin.data.records import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        return getattr(import_module("micromasters_plugin.data.records"), name)

    def __dir__() -> list[str]:
        return [name for name in vars(import_module("micromasters_plugin.data.records")) if not name.startswith("_")]
