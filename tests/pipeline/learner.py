"""Define helpers for tests of one learner of the example program."""

from __future__ import annotations

from datetime import UTC, datetime

from micromasters_plugin.inbox.intake import append_hints
from micromasters_plugin.standings.models import Standing
from tests.factories import run_of
from tests.fakes import FakePlatform

NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEARNER = 7


def hint(user_id: int = LEARNER, number: str = "1x") -> None:
    append_hints(user_id, run_of(number), now=NOW)


def pass_everything(platform: FakePlatform, user_id: int = LEARNER, percent: float = 0.9) -> None:
    for number in ("1x", "2x"):
        platform.pass_run(user_id, run_of(number), percent)
        hint(user_id, number)


def standing(user_id: int = LEARNER) -> Standing:
    return Standing.objects.get(user_id=user_id)
