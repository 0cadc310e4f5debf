"""R5: sixteen workers at one learner and program give one certificate, two hundred times."""

from __future__ import annotations

import json

ROUNDS = 200


def test_sixteen_workers_at_one_learner_give_one_certificate_and_no_error(mariadb_process) -> None:
    result = json.loads(mariadb_process("tests.reliability.one_certificate", str(ROUNDS)))
    assert (result["errors"], result["failed"], result["ledger_breaks"]) == ([], [], [])
    assert (result["standings"], result["credentials"]) == (ROUNDS, ROUNDS)
    assert (result["hints_left"], result["orders_left"]) == (0, 0)
    assert (result["most_credentials"], result["most_decisions"], result["most_announcements"]) == (1, 1, 1)
