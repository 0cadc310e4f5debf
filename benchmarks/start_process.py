"""Start Django like a web process, and print the import times of the package's modules.

The time of a module excludes the time of the modules that it imports.

"""

from __future__ import annotations

import json
import sys
from functools import wraps
from importlib import import_module
from importlib.machinery import SourceFileLoader
from pathlib import Path
from time import process_time_ns
from typing import Any

OURS = ("micromasters_plugin", "micromasters_xblock")

#: The nanoseconds of the nested imports of each running import. The outermost import is the first.
_inner: list[int] = []
_took: dict[str, int] = {}
_queries: list[str] = []


def _measure_imports() -> None:
    execute = SourceFileLoader.exec_module

    @wraps(execute)
    def measured(self: SourceFileLoader, module: Any) -> None:
        _inner.append(0)
        begun = process_time_ns()
        try:
            execute(self, module)
        finally:
            took = process_time_ns() - begun
            inner = _inner.pop()
            if _inner:
                _inner[-1] += took
            if module.__name__.startswith(OURS):
                _took[module.__name__] = took - inner

    SourceFileLoader.exec_module = measured  # type: ignore[method-assign]


def _count_queries() -> None:
    from django.db.backends.utils import CursorWrapper

    execute = CursorWrapper.execute

    def counted(self: CursorWrapper, sql: str, params: Any = None) -> Any:
        _queries.append(sql)
        return execute(self, sql, params)

    CursorWrapper.execute = counted  # type: ignore[method-assign]


def main() -> None:
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    _measure_imports()
    _count_queries()

    import django
    from django.conf import settings

    django.setup()
    import_module("micromasters_plugin.platform.edxapp.implementation")  # The platform's processes load this module.
    start, modules = _milliseconds(), sorted(_took)
    import_module(settings.ROOT_URLCONF)
    addresses = _milliseconds()
    import_module("micromasters_xblock.block")
    parts = {"start": start, "addresses": addresses - start, "block": _milliseconds() - addresses}
    json.dump({**parts, "modules": modules, "queries": len(_queries)}, sys.stdout)


def _milliseconds() -> float:
    return sum(_took.values()) / 1e6


if __name__ == "__main__":
    main()
