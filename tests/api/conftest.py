"""The platform in memory and the example program."""

from __future__ import annotations

from tests.fixtures import platform, program

__all__ = ["platform", "program"]
