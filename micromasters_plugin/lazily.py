"""Packages that offer what their modules hold, and load it at the first question instead of while a process starts.

What lazy-loader does for the scientific packages, without a dependency that the platform lacks.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def offer(package: str, source: str) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """Return a package's ``__getattr__`` and ``__dir__``, by which it offers the names of its module ``source``."""

    def find(name: str) -> Any:
        module = import_module(f"{package}.{source}")
        try:
            return getattr(module, name)
        except AttributeError:
            raise AttributeError(f"module {package!r} has no attribute {name!r}") from None

    return find, lambda: list(import_module(f"{package}.{source}").__all__)
