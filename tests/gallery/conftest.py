"""The browser of the block's own tests."""

from __future__ import annotations

from tests.xblock.conftest import browser

__all__ = ["browser"]
