"""Define fixtures for external programs and data, sort the tests, and list missing programs and data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import needs
from tests.browsing import running_browser

pytest_plugins = ["tests.hypothesis_profiles", "tests.fixtures", "tests.services.fixtures"]

# A test that uses a marked fixture, directly or through another fixture, gets the fixture's mark. `make test-fast`
# skips marked tests. The longest files run first, so that no worker starts a long file at the end.
MARKED_FIXTURES = {
    "mariadb_process": pytest.mark.service,
    "postgresql_process": pytest.mark.service,
    "migrated_mariadb": pytest.mark.service,
    "migrated_postgresql": pytest.mark.service,
    "redis_server": pytest.mark.service,
    "chromium": pytest.mark.browser,
}


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the system's Chromium, for Playwright's ``executable_path``."""
    return needs.CHROMIUM.require()


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Start the system's Chromium for the tests of one module."""
    with running_browser(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def node() -> str:
    """Return the path of Node.js."""
    return needs.NODE.require()


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder with the recorded events and the grade book."""
    return Path(needs.DATA.require())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        for name in MARKED_FIXTURES.keys() & _asked_for(item):
            item.add_marker(MARKED_FIXTURES[name])
    _leave_out_soak(config, items)
    _begin_with_the_longest_files(items)


def _asked_for(item: pytest.Item) -> set[str]:
    """Return the names of a test's fixtures and all string parameters, because a parameter may name a fixture."""
    call = getattr(item, "callspec", None)
    named = call.params.values() if call is not None else ()
    return {*getattr(item, "fixturenames", ()), *(value for value in named if isinstance(value, str))}


def _leave_out_soak(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out long tests, unless ``-m`` in the command line mentions long tests."""
    if "soak" in config.getoption("markexpr"):
        return
    long = [item for item in items if item.get_closest_marker("soak")]
    if long:
        config.hook.pytest_deselected(items=long)
        items[:] = [item for item in items if not item.get_closest_marker("soak")]


def _begin_with_the_longest_files(items: list[pytest.Item]) -> None:
    """Sort the tests by file. Tests with services come first, then tests with browsers, and then all other tests.

    Keep the order of the tests inside a file.

    """
    services = {item.path for item in items if item.get_closest_marker("service")}
    browsers = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: (item.path not in services, item.path not in browsers))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
    yield
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in terminalreporter.getreports("skipped"))
    missing = Counter(reason for reason in reasons if reason.startswith(needs.PREFIX))
    if missing:
        terminalreporter.section("could not run")
    for reason, count in sorted(missing.items()):
        terminalreporter.write_line(f"{count} test{'' if count == 1 else 's'}: {reason}")
