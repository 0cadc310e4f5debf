"""List the public Python names by module, with the docstring and the annotations of each name."""

from __future__ import annotations

import enum
import inspect
from collections import defaultdict
from collections.abc import Callable, Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

from micromasters_plugin import exceptions
from micromasters_plugin.api import families
from micromasters_plugin.data import records


def render_functions() -> str:
    """Return a section for each module whose functions ``micromasters_plugin.api`` offers."""
    return _sections(families, lambda function: "autofunction")


def render_data() -> str:
    """Return a section for each module whose classes ``micromasters_plugin.data`` offers."""
    return _sections(records, lambda kind: "autoclass")


def render_errors() -> str:
    """Return an entry with the error code for each class in ``exceptions``, in the order of the module."""
    lines: list[str] = []
    for kind in vars(exceptions).values():
        if inspect.isclass(kind) and kind.__module__ == exceptions.__name__:
            lines += _entry("autoexception" if issubclass(kind, Exception) else "autoclass", kind)
            lines += [f"   Code: ``{kind.code}``", ""] if issubclass(kind, Exception) else []
    return "\n".join(lines)


def _sections(imported: ModuleType, directive: Callable[[Any], str]) -> str:
    by_module: defaultdict[str, list[Any]] = defaultdict(list)
    for name, member in sorted(vars(imported).items()):
        if not name.startswith("__"):
            by_module[member.__module__].append(member)
    lines: list[str] = []
    for module, members in sorted(by_module.items()):
        title = module.rpartition(".")[2].capitalize()
        lines += [title, "~" * len(title), "", *_paragraphs(module), ""]
        for member in members:
            lines += _entry(directive(member), member)
    return "\n".join(lines)


def _paragraphs(module: str) -> list[str]:
    return (inspect.getdoc(import_module(module)) or "").splitlines()


def _entry(directive: str, member: Any) -> Iterator[str]:
    yield f".. {directive}:: {member.__module__}.{member.__qualname__}"
    if inspect.isclass(member) and issubclass(member, enum.Enum):
        yield from ("   :members:", "   :undoc-members:")
    yield ""
