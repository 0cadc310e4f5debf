"""The page of a credential that the API would return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from micromasters_plugin import api
from micromasters_plugin.data import CredentialRecord
from micromasters_plugin.exceptions import UnknownCredentialError
from tests.views.specimens import UUID


@pytest.fixture
def show(client: Client, monkeypatch: pytest.MonkeyPatch) -> Callable[[CredentialRecord | None], Any]:
    """Return a function that opens the page of a credential, or of none, with the given headers."""

    def open_page(credential: CredentialRecord | None, **headers: str) -> Any:
        def get_credential(credential_uuid: str) -> CredentialRecord:
            if credential is None:
                raise UnknownCredentialError(credential_uuid)
            return credential

        cache.clear()  # each request is the first of its minute
        monkeypatch.setattr(api, "get_credential", get_credential)
        return client.get(f"/micromasters/credentials/{UUID}/", **headers)

    return open_page
