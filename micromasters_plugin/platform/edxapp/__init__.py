"""The ports over edx-platform's own tables: the only place that imports lms, cms, common, openedx or xmodule.

Imports are inside functions, one function for each need, and everything returned is of ``micromasters_plugin.data``.
"""

from __future__ import annotations

from micromasters_plugin.platform.edxapp.implementation import EdxappPlatform

__all__ = ["EdxappPlatform"]
