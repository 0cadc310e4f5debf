"""Test that pages of credentials are throttled per client, by IP address."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from micromasters_plugin import api
from micromasters_plugin.exceptions import UnknownCredentialError
from micromasters_plugin.views import throttling
from tests.views.specimens import NEWER, UUID, record


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[list[float]]:
    """Set a limit of five answers a minute. The clock starts 20 seconds into a minute, and a test may change it."""
    instant = [60_000_020.0]
    monkeypatch.setattr(throttling.time, "time", lambda: instant[0])
    monkeypatch.setattr(api, "get_credential", lambda uuid: record())
    settings.MICROMASTERS_CREDENTIAL_REQUESTS_PER_MINUTE = 5
    cache.clear()
    yield instant
    cache.clear()


def ask(client: Client, times: int = 1, uuid: str = UUID, **headers: str) -> list[int]:
    return [client.get(f"/micromasters/credentials/{uuid}/", **headers).status_code for _ in range(times)]


def test_a_client_gets_as_many_answers_a_minute_as_the_setting_allows(client: Client, moment: list[float]) -> None:
    assert ask(client, 7) == [200] * 5 + [429] * 2
    moment[0] += 40
    assert ask(client) == [200]


def test_a_refusal_says_when_to_try_again(client: Client) -> None:
    ask(client, 5)
    response = client.get(f"/micromasters/credentials/{UUID}/")
    assert (response.status_code, response["Retry-After"]) == (429, "40")
    assert "Too many requests" in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert "no-store" in response["Cache-Control"]


def test_the_default_is_sixty_answers_a_minute(client: Client, settings: Any) -> None:
    settings.MICROMASTERS_CREDENTIAL_REQUESTS_PER_MINUTE = 60
    assert ask(client, 120) == [200] * 60 + [429] * 60


def test_addresses_without_a_credential_count_as_well(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(uuid: str) -> None:
        raise UnknownCredentialError(uuid)

    monkeypatch.setattr(api, "get_credential", refuse)
    assert ask(client, 3) + ask(client, 3, uuid=NEWER) == [404] * 5 + [429]


def test_another_client_is_not_throttled(client: Client) -> None:
    ask(client, 6, REMOTE_ADDR="203.0.113.7")
    assert ask(client, REMOTE_ADDR="203.0.113.8") == [200]


def test_a_clients_own_address_header_is_ignored(client: Client) -> None:
    found = [ask(client, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=f"8.8.{n}.8, 1.1.1.1")[0] for n in range(6)]
    assert found == [200] * 5 + [429]


@pytest.mark.parametrize(
    ("one", "other", "are_one"),
    [
        ("2a00:1450:1:2::1", "2a00:1450:1:2:ffff::9", True),
        ("2a00:1450:1:2::1", "2a00:1450:1:3::1", False),
        ("::ffff:9.9.9.9", "9.9.9.9", True),
        ("9.9.9.9", "9.9.9.10", False),
    ],
)
def test_a_network_of_64_bits_is_one_client(rf: RequestFactory, one: str, other: str, are_one: bool) -> None:
    first, second = (throttling.client_of(rf.get("/", REMOTE_ADDR=address)) for address in (one, other))
    assert (first == second) is are_one


def test_a_socket_of_the_machine_is_a_client_too(client: Client) -> None:
    assert ask(client, 6, REMOTE_ADDR="") == [200] * 5 + [429]


def test_a_counter_that_the_cache_dropped_begins_anew(client: Client) -> None:
    ask(client, 5)
    cache.clear()
    assert ask(client) == [200]
