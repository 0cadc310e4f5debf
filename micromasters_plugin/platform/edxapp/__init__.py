"""Implement the ports on edx-platform. Only this package imports lms, cms, common, openedx or xmodule.

Imports are inside functions, and each need of the package has one function. All results are types of
``micromasters_plugin.data``.
"""

from __future__ import annotations

from micromasters_plugin.platform.edxapp.implementation import EdxappPlatform

__all__ = ["EdxappPlatform"]
