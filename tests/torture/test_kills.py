"""Test that one ordinary sweep gives the undisturbed outcome after SIGKILL ends a worker at any fail point."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from micromasters_plugin.failpoints import FAIL_POINTS
from tests.services.mariadb import PrivateMariaDB
from tests.services.postgresql import PrivatePostgreSQL
from tests.services.processes import run_module

pytestmark = pytest.mark.service


def mariadb_url(request: pytest.FixtureRequest, folder: Path) -> str:
    server: PrivateMariaDB = request.getfixturevalue("migrated_mariadb")
    server.empty()
    return server.url


def postgresql_url(request: pytest.FixtureRequest, folder: Path) -> str:
    server: PrivatePostgreSQL = request.getfixturevalue("migrated_postgresql")
    server.empty()
    return server.url


def sqlite_url(request: pytest.FixtureRequest, folder: Path) -> str:
    return f"sqlite://{shutil.copy(request.getfixturevalue('empty_sqlite'), folder / 'database')}"


FIRST, ALL = "1", "100"
#: The database, and the number of passages of each fail point. A worker is killed at each of these passages.
TRIALS = [
    pytest.param((sqlite_url, ALL), id="sqlite"),
    pytest.param((mariadb_url, FIRST), id="mariadb, first passages"),
    pytest.param((mariadb_url, ALL), id="mariadb", marks=pytest.mark.soak),
    pytest.param((postgresql_url, ALL), id="postgresql", marks=pytest.mark.soak),
]


@pytest.fixture(scope="module", params=TRIALS)
def report(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the JSON report of ``kills`` about the module's learners, on each database."""
    folder = tmp_path_factory.mktemp("kills")
    url_of, passages = request.param
    return json.loads(run_module("tests.torture.kills", str(folder), passages, database_url=url_of(request, folder)))


def test_the_undisturbed_run_does_everything_once(report: dict[str, Any]) -> None:
    outcome = report["undisturbed"]["outcome"]
    assert {len(outcome[kind]) for kind in ("standings", "decisions", "credentials", "candidates", "announced")} == {1}
    assert (outcome["hints"], [order["is_done"] for order in outcome["orders"]]) == (0, [True] * 3)


@pytest.mark.parametrize("label", FAIL_POINTS)
def test_one_sweep_after_a_kill_gives_the_undisturbed_outcome(report: dict[str, Any], label: str) -> None:
    assert report["killed"][label], "no worker came by"
    for killed in report["killed"][label]:
        assert killed["outcome"] == report["undisturbed"]["outcome"]


def test_a_learner_gets_one_email_or_the_order_is_parked(report: dict[str, Any]) -> None:
    emails = {
        label: {(killed["email"]["order"], killed["email"]["sent"]) for killed in kills}
        for label, kills in report["killed"].items()
    }
    assert emails.pop("email-recorded") == {("parked", 0)}
    assert emails.pop("email-sent") == {("parked", 1)}
    assert set().union(*emails.values()) == {("done", 1)}


def test_an_announcement_repeats_only_after_a_kill_between_sending_and_recording(
    report: dict[str, Any],
) -> None:
    repeated = [
        (label, killed["announcements"])
        for label, kills in report["killed"].items()
        for killed in kills
        if killed["announcements"] > 1
    ]
    # The first of several effects is another order, so a kill at the second passage repeats the announcement.
    assert repeated == ([("effect-delivered", 2)] if len(report["killed"]["effect-delivered"]) > 1 else [])


def test_the_ledger_is_intact_after_all_kills(report: dict[str, Any]) -> None:
    assert report["ledger_breaks"] == []
