"""Create a learner whose rows the tests of the admin open."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from micromasters_plugin import api
from micromasters_plugin.programs.models import Program
from tests.factories import run_of
from tests.fakes import FakePlatform


@pytest.fixture
def amina(client: Client, program: Program, platform: FakePlatform) -> User:
    """Create a learner with a credential, and open the admin as a user who may see everything."""
    client.force_login(User.objects.create_superuser("staff"))
    learner = User.objects.create(username="amina")
    platform.add_learner(learner.pk)
    for number in ("1x", "2x"):
        platform.pass_run(learner.pk, run_of(number), 0.9)
    api.reconcile()
    return learner
