"""Test the order of tests, the tests that are skipped by default, and the tests that must run alone."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest
from tests.needs import REPOSITORY

#: A test that compares durations reads one of these clocks. A test that only waits reads ``monotonic``.
CLOCKS = re.compile(r"\b(perf_counter|process_time|thread_time)(_ns)?\b|\bcpu_times\b")


class Item(SimpleNamespace):
    """A fake of pytest's test item, with the attributes that decide the order."""

    def get_closest_marker(self, name: str) -> str | None:
        return name if name in self.marks else None


def items() -> list[Item]:
    files = {"plain": (), "pages": ("browser",), "races": ("service", "alone"), "kills": ("service",)}
    first = [Item(path=path, marks=marks, name=f"{path} 1") for path, marks in files.items()]
    return [
        *first,
        Item(path="kills", marks=("service", "soak"), name="kills, long"),
        Item(path="pages", marks=(), name="words"),
    ]


def config(expression: str, deselected: list[Any]) -> Any:
    hook = SimpleNamespace(pytest_deselected=lambda *, items: deselected.extend(items))
    return SimpleNamespace(getoption=lambda name: expression, hook=hook)


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("", ["races 1", "kills 1", "pages 1", "words", "plain 1"]),
        ("not alone", ["races 1", "kills 1", "pages 1", "words", "plain 1"]),
        ("soak or oracle", ["races 1", "kills 1", "kills, long", "pages 1", "words", "plain 1"]),
    ],
)
def test_files_with_services_come_first_then_browsers_and_the_soak_only_when_it_is_named(expression, names):
    found, left_out = items(), []
    conftest._leave_out_soak(config(expression, left_out), found)
    conftest._begin_with_the_longest_files(found)
    assert [item.name for item in found] == names
    assert [item.name for item in left_out] == [item.name for item in items() if item.name not in names]


def test_a_test_that_reads_a_clock_to_compare_times_is_marked_alone():
    files = {path: path.read_text("utf-8") for path in (REPOSITORY / "tests").rglob("test_*.py")}
    reading = [path for path, text in files.items() if CLOCKS.search(text) and path.name != "test_groups.py"]
    assert [str(path) for path in reading if "pytest.mark.alone" not in files[path]] == []
