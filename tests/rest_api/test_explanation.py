"""Test that a learner can read only the explanation of the learner's standing."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from micromasters_plugin.programs.models import Program
from tests.factories import UUID_A, UUID_B, run_of
from tests.fakes import FakePlatform

URL = f"/api/micromasters/v1/programs/{UUID_A}/explanation/"


@pytest.fixture
def amina(program: Program, platform: FakePlatform, client: Client) -> Client:
    cache.clear()
    learner, other = (get_user_model().objects.create_user(name) for name in ("amina", "yusuf"))
    platform.pass_run(learner.pk, run_of("1x"), 0.71)
    platform.pass_run(other.pk, run_of("1x"), 0.93)
    client.force_login(learner)
    return client


def test_learners_get_their_own_explanation(amina: Client) -> None:
    other = get_user_model().objects.get(username="yusuf").pk
    response = amina.get(f"{URL}?user={other}&user_id={other}")
    assert "grade 0.71." in response.json()["text"]
    assert "0.93" not in response.json()["text"]


def test_an_anonymous_user_is_refused(amina: Client) -> None:
    assert Client().get(URL).status_code == 401


def test_an_unknown_program_is_not_found(amina: Client) -> None:
    assert amina.get(URL.replace(UUID_A, UUID_B)).status_code == 404


@pytest.mark.parametrize(("uuid", "status"), [(UUID_A, 200), (UUID_B, 404)])
def test_no_cache_keeps_an_answer_or_a_refusal(amina: Client, uuid: str, status: int) -> None:
    response = amina.get(URL.replace(UUID_A, uuid))
    assert response.status_code == status
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_a_browser_is_answered_in_json(amina: Client) -> None:
    response = amina.get(URL, headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response["Content-Type"] == "application/json"


def test_a_client_that_accepts_only_html_is_refused(amina: Client) -> None:
    assert amina.get(URL, headers={"accept": "text/html"}).status_code == 406


def test_frequent_requests_are_throttled(amina: Client) -> None:
    assert [amina.get(URL).status_code for _ in range(21)] == [200] * 20 + [429]
