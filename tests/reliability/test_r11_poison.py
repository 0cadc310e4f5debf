"""Test R11: a learner is parked after the last try, other learners are evaluated, and a command retries the learner."""

from __future__ import annotations

import json

TRIES = 5


def test_a_learner_with_a_bad_course_key_is_parked_alone_and_one_command_replays_them(
    mariadb_process,
) -> None:
    result = json.loads(mariadb_process("tests.reliability.poison"))
    assert result["sweeps"] == [[99, tries] for tries in range(1, TRIES + 1)]
    assert (result["is_parked"], result["hints_left"], result["waits_for_the_command"]) == (True, 0, True)
    assert "Traceback" in result["error"] and "InvalidKeyError" in result["error"]
    assert (result["decided"], result["parked_left"]) == (1, 0)
