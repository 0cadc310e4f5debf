"""Test that late answers of the platform park no learner, and that the pipeline stores one decision about each learner.

The tests run on real servers.
"""

from __future__ import annotations

import json

import pytest

SERVERS = pytest.mark.parametrize("server", ["mariadb_process", "postgresql_process"])


@SERVERS
def test_an_answer_after_the_timeout_is_an_outage(server: str, request: pytest.FixtureRequest) -> None:
    result = json.loads(request.getfixturevalue(server)("tests.pipeline.late_port", "timeout"))
    nothing = {"standings": 0, "decisions": 0, "parked": 0, "tries": 0}
    assert result["during"] == nothing | {"hints": 100, "errors": ["timed out"] * 3, "reconcile_failed": True}
    assert result["after"] == {"standings": 50, "decisions": 50, "hints": 0, "parked": 0, "open_outages": 0}


@SERVERS
@pytest.mark.parametrize(
    ("learners", "workers"), [(24, 2), pytest.param(400, 6, marks=pytest.mark.soak)], ids=["short", "long"]
)
def test_answers_slower_than_a_lease_cause_no_livelock(
    server: str, learners: int, workers: int, request: pytest.FixtureRequest
) -> None:
    process = request.getfixturevalue(server)
    result = json.loads(process("tests.pipeline.late_port", "lease", str(learners), str(workers)))
    everyone = dict.fromkeys(("standings", "decisions", "credentials"), learners)
    assert result == everyone | {"hints": 0, "parked": 0, "lost": True, "errors": []}
