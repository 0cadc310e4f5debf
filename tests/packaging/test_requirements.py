"""Check that the lists of pinned packages contain only package names and versions, and name no package index."""

from __future__ import annotations

import re
from importlib.metadata import packages_distributions

import pytest

from tests.needs import REPOSITORY

LISTS = sorted(path for path in (REPOSITORY / "requirements").rglob("*") if path.is_file())
PIN = re.compile(r"^([\w.-]+)==([\w.]+)", re.MULTILINE)
HOST = re.compile(r"://|--(extra-)?index-url|--find-links|--trusted-host|\b[\w-]+\.(org|com|net|io|dev|example)\b")


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.name)
def test_no_list_of_requirements_names_a_host(path):
    assert not HOST.search(path.read_text(encoding="utf-8"))


def test_one_distribution_alone_provides_web_fragments():
    assert len(set(packages_distributions()["web_fragments"])) == 1


@pytest.mark.parametrize("path", [path for path in LISTS if path.name in ("dev.txt", "demo.txt")], ids=lambda p: p.name)
def test_every_listed_package_is_pinned(path):
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines
    assert all("==" in line for line in lines)


@pytest.mark.parametrize(("corner", "line"), [("oldest", "teak-2025"), ("newest", "verawood-2026")])
def test_a_requirements_list_agrees_with_the_pins_of_its_platform_release(corner, line):
    requirements = REPOSITORY / "requirements"
    pinned, installed = (
        {name.lower().replace("_", "-"): version for name, version in PIN.findall(path.read_text(encoding="utf-8"))}
        for path in (requirements / "pins" / f"{line}.txt", requirements / f"{corner}.txt")
    )
    met = pinned.keys() & installed.keys()
    assert {"django", "djangorestframework", "openedx-events", "openedx-filters"} <= met
    assert {name: installed[name] for name in met} == {name: pinned[name] for name in met}
