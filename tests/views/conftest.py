"""Define fixtures for the page of a credential and for the browser of a course team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from micromasters_plugin import api
from micromasters_plugin.data import CredentialRecord
from micromasters_plugin.exceptions import UnknownCredentialError
from tests.fakes import FakePlatform
from tests.views.specimens import HERE, UUID


@pytest.fixture
def show(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[CredentialRecord | None], Any]:
    """Return a function that opens the page of a credential with the given headers. The credential may be missing."""

    def open_page(credential: CredentialRecord | None, **headers: str) -> Any:
        def get_credential(credential_uuid: str) -> CredentialRecord:
            if credential is None:
                raise UnknownCredentialError(credential_uuid)
            return credential

        cache.clear()  # no request is throttled
        monkeypatch.setattr(api, "get_credential", get_credential)
        return client.get(f"/micromasters/credentials/{UUID}/", **headers)

    return open_page


@pytest.fixture
def team(db: None, client: Client, platform: FakePlatform) -> Client:
    """Open the browser of a member of the course team."""
    user = get_user_model().objects.create(username="author")
    platform.staff.add((user.id, HERE))
    client.force_login(user)
    return client
