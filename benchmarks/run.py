"""``python -m benchmarks.run [TOPIC …]``: measure, compare the figures with their limits, and record the figures.

The process exits with 1 if a figure fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import django
from django.core.management import call_command

from benchmarks.figures import Figure, record

#: The topics that run only if the command names them, because they take many minutes.
LONG = {"backlog", "erasing", "ledger", "memory"}


def main(names: list[str]) -> int:
    """Run the named topics, or all topics except the long topics. Return the exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    call_command("migrate", verbosity=0)
    held = True
    for topic, measure in _topics().items():
        if topic not in names and (names or topic in LONG):
            continue
        call_command("flush", interactive=False, verbosity=0)
        figures = measure()
        record(topic, figures)
        print(f"{topic}\n" + "\n".join(f"  {figure}" for figure in figures), flush=True)
        held = held and all(figure.holds for figure in figures)
    return 0 if held else 1


def _topics() -> dict[str, Callable[[], list[Figure]]]:
    from benchmarks import (
        backlog,
        broker,
        definitions,
        erasing,
        evaluation,
        events,
        ledger,
        memory,
        outbox,
        plans,
        rebinding,
        replay,
        rules,
        start,
        throughput,
        view,
    )

    modules = (
        start,
        definitions,
        events,
        evaluation,
        rules,
        plans,
        rebinding,
        view,
        broker,
        throughput,
        outbox,
        replay,
        ledger,
        erasing,
        backlog,
        memory,
    )
    return {module.__name__.rpartition(".")[2]: module.measure for module in modules}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
