"""Measure the cost of reading definition files: a file of the demo, a large file, and files built to be costly."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress
from pathlib import Path

from benchmarks.figures import Figure
from micromasters_plugin.exceptions import DefinitionError
from micromasters_plugin.programs.definition.file import parse_definition
from tests.programs.definition.test_hostile import HOSTILE, courses
from tests.programs.definition.test_rule_book import electives

DEMO = Path(__file__).parents[1] / "demo" / "programs" / "scm-micromasters.yaml"


def measure() -> list[Figure]:
    """Return the seconds on one core, and the peak memory without the memory of the text."""
    figures = [
        Figure("the demo's MicroMasters program", _seconds(DEMO.read_text(encoding="utf-8")) * 1000, "ms"),
        Figure("200 courses", _seconds(courses(200)) * 1000, "ms"),
        Figure("1,024 ways to divide 10 shared courses", _seconds(electives(2, courses=10)) * 1000, "ms"),
        Figure("refused: 4,096 ways to divide 12 shared courses", _seconds(electives(2)) * 1000, "ms"),
    ]
    for name, (text, _) in HOSTILE.items():
        figures.append(Figure(f"refused: {name}", _seconds(text), "s"))
        figures.append(Figure(f"refused: {name}: memory", _peak_mebibytes(text), "MiB", 64))
    return figures


def _seconds(text: str) -> float:
    started = time.process_time()
    with suppress(DefinitionError):
        parse_definition(text)
    return time.process_time() - started


def _peak_mebibytes(text: str) -> float:
    tracemalloc.start()
    with suppress(DefinitionError):
        parse_definition(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 2**20
