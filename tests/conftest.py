"""Fixtures for what tests cannot make themselves, and the summary of what could not run for lack of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import needs
from tests.browsing import running_browser

pytest_plugins = ["tests.hypothesis_profiles", "tests.fixtures", "tests.services.fixtures"]

# A test that asks for one of these, if by another fixture, is marked accordingly: `make test-fast` leaves it out.
MARKED_FIXTURES = {
    "migrated_mariadb": pytest.mark.service,
    "migrated_postgresql": pytest.mark.service,
    "redis_server": pytest.mark.service,
    "chromium": pytest.mark.browser,
}


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium, for Playwright's ``executable_path``."""
    return needs.CHROMIUM.require()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """The system's Chromium, for the tests of one module."""
    with running_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def node() -> str:
    """The path of Node.js."""
    return needs.NODE.require()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder with the recorded events and the grade book."""
    return Path(needs.DATA.require())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for name in MARKED_FIXTURES.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(MARKED_FIXTURES[name])


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    missing = Counter(reason for reason in reasons if reason.startswith(needs.PREFIX))
    if missing:
        terminalreporter.section("could not run")
    for reason, count in sorted(missing.items()):
        terminalreporter.write_line(f"{count} test{'' if count == 1 else 's'}: {reason}")
