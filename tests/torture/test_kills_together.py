"""Test that one ordinary sweep completes the orders of three learners after the worker with the orders is killed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.services.processes import run_module
from tests.torture.kills import LEFT_TO_A_PERSON
from tests.torture.kills_together import LABELS

LEARNERS = 3
#: The number of passages of each fail point. A worker is killed at each of these passages. The second passage is
#: between two learners.
PASSAGES = [pytest.param("2", id="first two"), pytest.param("100", id="all", marks=pytest.mark.soak)]


@pytest.fixture(scope="module", params=PASSAGES)
def report(
    request: pytest.FixtureRequest, empty_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Return the JSON report of ``kills_together`` about the module's learners."""
    folder = tmp_path_factory.mktemp("kills")
    url = f"sqlite://{shutil.copy(empty_sqlite, folder / 'database')}"
    arguments = str(folder), str(LEARNERS), request.param
    return json.loads(run_module("tests.torture.kills_together", *arguments, database_url=url))


@pytest.mark.parametrize("label", LABELS)
def test_one_sweep_after_a_kill_gives_all_three_learners_the_undisturbed_outcome(
    report: dict[str, Any], label: str
) -> None:
    assert report["killed"][label], "no worker came by"
    for learners in report["killed"][label]:
        assert [each["outcome"] for each in learners] == [report["undisturbed"]["outcome"]] * LEARNERS


@pytest.mark.parametrize("label", LABELS)
def test_at_most_one_of_the_three_announcements_and_no_email_repeats(report: dict[str, Any], label: str) -> None:
    for learners in report["killed"][label]:
        repeated = sum(each["announcements"] for each in learners) - LEARNERS
        assert repeated in ((0, 1) if label == "effect-delivered" else (0,))
        emails = [each["email"] for each in learners]
        uncertain = [email for email in emails if email["order"] == "parked"]
        assert len(uncertain) == (label in LEFT_TO_A_PERSON)
        assert all(email == {"order": "done", "sent": 1} for email in emails if email not in uncertain)
        assert all(email["sent"] == (label == "email-sent") for email in uncertain)


def test_the_ledger_is_intact_after_kills_among_several_orders(report: dict[str, Any]) -> None:
    assert report["ledger_breaks"] == []
