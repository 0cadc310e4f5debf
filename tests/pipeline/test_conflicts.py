"""Test that a worker immediately retries a transaction that lost a deadlock, and counts no try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connection

from micromasters_plugin import api
from micromasters_plugin.data.actors import OPERATOR
from micromasters_plugin.outbox.models import Order
from micromasters_plugin.pipeline.models import Work
from tests.factories import program_text, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW, hint, pass_everything

DEADLOCK = 1213


class Deadlock:
    """A wrapper that raises a deadlock error for the first statement of each kind, and records all kinds."""

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        kind = sql[:80]
        is_first = kind not in self.statements
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and is_first:
            self.statements.append(kind)
            if kind == self.kind:
                raise OperationalError(DEADLOCK, "Deadlock found when trying to get lock")
        return execute(sql, params, many, context)


def live(platform: FakePlatform, user_id: int, deadlock: Deadlock) -> None:
    """Run one round. One learner earns everything and gets an e-mail, and another learner cannot be evaluated."""
    pass_everything(platform, user_id)
    platform.pass_run(user_id + 1, run_of("1x"))
    platform.poison.add(user_id + 1)
    hint(user_id + 1)
    with connection.execute_wrapper(deadlock):
        api.run_pending(now=NOW)


def tries_of(user_id: int) -> dict[str, list[int]]:
    """Return the tries that a round counted for the orders and the work of two learners."""
    both = (user_id, user_id + 1)
    done = Order.objects.filter(user_id__in=both, done__isnull=False).order_by("kind")
    work = Work.objects.filter(user_id__in=both, lease="").order_by("user_id")
    return {
        "orders": list(done.values_list("tries", flat=True)),
        "work": list(work.values_list("tries", flat=True)),
    }


def test_a_round_finishes_if_any_of_its_statements_is_a_deadlock_victim(
    transactional_db: None, platform: FakePlatform, settings: Any
) -> None:
    settings.MICROMASTERS_CREDENTIAL_EMAIL = True
    api.import_program(program_text("1x", "2x"), actor=OPERATOR)
    live(platform, 1, undisturbed := Deadlock())
    assert len(undisturbed.statements) > 15
    tries = {}
    for number, kind in enumerate(undisturbed.statements, 1):
        live(platform, 10 * number, Deadlock(kind))
        tries[kind] = tries_of(10 * number)
    assert tries == {kind: {"orders": [0, 0, 0, 0], "work": [0, 1]} for kind in undisturbed.statements}
