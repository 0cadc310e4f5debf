"""Effects that take longer than the lease with which their orders were claimed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.effects import credential_issue
from micromasters_plugin.effects.table import carry_out_due
from micromasters_plugin.outbox.orders import claim_due
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.sweep import sweep
from tests.fakes import FakePlatform
from tests.progress.learner import LEARNER, NOW, pass_everything
from tests.torture.world import Clock


def test_an_order_that_another_worker_took_meanwhile_is_left_to_it(
    program: Program, platform: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, issue = Clock(), credential_issue.issue
    monkeypatch.setattr("django.utils.timezone.now", lambda: clock.time)

    def issue_slowly(*args: Any, **kwargs: Any) -> None:
        issue(*args, **kwargs)
        clock.time += timedelta(seconds=301)
        claim_due.__wrapped__(now=clock.time, limit=100)  # as another process would, whose transaction is its own

    for user_id in (LEARNER, LEARNER + 1):
        pass_everything(platform, user_id)
    sweep(now=NOW)
    with monkeypatch.context() as patched:
        patched.setattr(credential_issue, "issue", issue_slowly)
        carry_out_due(now=NOW)
    assert Credential.objects.count() == 1
    clock.time += timedelta(seconds=301)
    api.run_pending()
    assert Credential.objects.count() == 2
