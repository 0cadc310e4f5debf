"""Test that a scraper can read the metrics only with a JWT of a staff account."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.contrib.auth import get_user_model
from django.http import HttpResponse
from django.test import Client
from edx_rest_framework_extensions.auth.jwt.authentication import JwtAuthentication
from jwt.algorithms import RSAAlgorithm

from micromasters_plugin.rest_api.v1.metrics import MetricsView
from tests.rest_api.test_metrics import URL, parsed

HOUR = timedelta(hours=1)
Ask = Callable[..., HttpResponse]


@pytest.fixture(scope="module")
def keys() -> dict[str, rsa.RSAPrivateKey]:
    """Return the LMS's key, and a key that the LMS does not trust."""
    return {who: rsa.generate_private_key(public_exponent=65537, key_size=2048) for who in ("lms", "stranger")}


@pytest.fixture
def ask(db: None, keys: dict[str, rsa.RSAPrivateKey], settings: Any) -> Ask:
    """Return a function that requests the metrics with a token like the LMS's token, as in ``ask("monitor")``."""
    get_user_model().objects.create_user("monitor", is_staff=True)
    get_user_model().objects.create_user("learner")
    issuer = settings.JWT_AUTH["JWT_ISSUERS"][0]
    public = RSAAlgorithm.to_jwk(keys["lms"].public_key(), as_dict=True) | {"kid": "lms"}
    settings.JWT_AUTH = settings.JWT_AUTH | {"JWT_PUBLIC_SIGNING_JWK_SET": json.dumps({"keys": [public]})}

    def ask_as(username: str, *, signed_by: str = "lms", expires_in: timedelta = HOUR, **claims: Any) -> HttpResponse:
        now = datetime.now(UTC)
        payload = {
            "iss": issuer["ISSUER"],
            "aud": issuer["AUDIENCE"],
            "preferred_username": username,
            "iat": now - 2 * HOUR,
            "exp": now + expires_in,
            **claims,
        }
        token = jwt.encode(payload, keys[signed_by], algorithm="RS512", headers={"kid": "lms"})
        return Client().get(URL, headers={"authorization": f"JWT {token}"})

    return ask_as


def test_a_staff_token_gets_the_metrics(ask: Ask) -> None:
    response = ask("monitor")
    assert response.status_code == 200
    assert parsed(response.content.decode())[("micromasters_hints", ())] == 0


REFUSED: dict[str, tuple[dict[str, Any], int]] = {
    "a learner's": ({"username": "learner"}, 403),
    "of somebody unknown": ({"username": "nobody"}, 403),
    "one that expired": ({"username": "monitor", "expires_in": -HOUR}, 401),
    "one signed by a stranger": ({"username": "monitor", "signed_by": "stranger"}, 401),
    "one for another audience": ({"username": "monitor", "aud": "somebody else"}, 401),
}


@pytest.mark.parametrize(("token", "status"), REFUSED.values(), ids=REFUSED)
def test_any_other_token_is_refused(ask: Ask, token: dict[str, Any], status: int) -> None:
    response = ask(**token)
    assert response.status_code == status
    assert b"micromasters_" not in response.content


@pytest.mark.parametrize("signer", ["lms", "stranger"])
def test_no_token_is_accepted_without_a_named_key(ask: Ask, settings: Any, signer: str) -> None:
    settings.JWT_AUTH = settings.JWT_AUTH | {"JWT_PUBLIC_SIGNING_JWK_SET": None}
    response = ask("monitor", signed_by=signer)
    assert response.status_code in (401, 403)
    assert b"micromasters_" not in response.content


@pytest.mark.parametrize("keys_of_site", ['{"keys": []}', '{"keys": [{}]}', '{"keys": 1}', "[]", "no JSON"])
@pytest.mark.parametrize("token", ["", "a.b.c", "a", "\xff"])
def test_no_token_is_accepted_if_the_keys_cannot_be_read(
    ask: Ask, settings: Any, keys_of_site: str, token: str
) -> None:
    settings.JWT_AUTH = settings.JWT_AUTH | {"JWT_PUBLIC_SIGNING_JWK_SET": keys_of_site}
    response = Client().get(URL, headers={"authorization": f"JWT {token}"}) if token else ask("monitor")
    assert response.status_code in (401, 403)
    assert b"micromasters_" not in response.content


def test_without_a_key_the_platforms_own_authentication_takes_a_strangers_token(ask: Ask, settings: Any) -> None:
    """The system check and ``SignedJwtAuthentication`` exist because of this behaviour.

    If this test fails, remove the system check and the class.
    """
    settings.JWT_AUTH = settings.JWT_AUTH | {"JWT_PUBLIC_SIGNING_JWK_SET": None}
    with patch.object(MetricsView, "authentication_classes", (JwtAuthentication,)):
        assert ask("monitor", signed_by="stranger").status_code == 200
