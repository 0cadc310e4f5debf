"""The package's Python API: what the block, pages, commands and other apps may call.

Returns frozen data of ``micromasters_plugin.data``, never a model. Program uuids are text. The evaluator and all else
that answers is loaded at the first question: who imports the API while the platform starts, as its admin does, waits
for none of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from micromasters_plugin.lazily import offer

if TYPE_CHECKING:
    from micromasters_plugin.api.families import *  # noqa: F403

__getattr__, __dir__ = offer(__name__, "families")
