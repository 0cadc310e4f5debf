"""Test that a real OpenMetrics parser can read the metrics, and that only staff may read the metrics."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from prometheus_client.openmetrics.parser import text_string_to_metric_families

from micromasters_plugin import api
from micromasters_plugin.data import Metric
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.rest_api.v1.open_metrics import write_metrics
from tests.fakes import FakePlatform
from tests.needs import REPOSITORY
from tests.pipeline.learner import LEARNER, NOW, hint, pass_everything

URL = "/api/micromasters/v1/metrics/"


def parsed(text: str) -> dict[tuple[str, tuple[str, ...]], float]:
    """Return the value of each sample by (name of the sample, values of the labels)."""
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def staff(db: None, client: Client) -> Client:
    client.force_login(get_user_model().objects.create_user("monitor", is_staff=True))
    return client


def test_the_figures_are_those_of_the_tables(program: Program, platform: FakePlatform) -> None:
    for user_id in (LEARNER, 8):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    hint(9)
    Work.objects.filter(user_id=8).update(parked=NOW)
    figures = parsed(write_metrics(api.read_metrics(now=NOW + timedelta(seconds=90))))
    assert figures == {
        ("micromasters_hints", ()): 1,
        ("micromasters_oldest_hint_seconds", ()): 90,
        ("micromasters_orders_due", ()): 0,
        ("micromasters_oldest_order_seconds", ()): 0,
        ("micromasters_parked", ("learners",)): 1,
        ("micromasters_parked", ("events",)): 0,
        ("micromasters_parked", ("orders",)): 0,
        ("micromasters_standings", ("example",)): 2,
        ("micromasters_earned", ("example",)): 2,
        ("micromasters_credentials", ("valid",)): 2,
        ("micromasters_decisions_total", ("example",)): 4,  # the sum counts both decisions and both issued credentials
    }


def test_reading_metrics_costs_a_constant_number_of_queries(program: Program, platform: FakePlatform) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            api.read_metrics(now=NOW)
        return len(captured)

    before = queries()
    for user_id in range(1, 20):
        pass_everything(platform, user_id)
    api.run_pending(now=NOW)
    assert queries() == before == 11


def test_an_empty_site_gives_metrics_that_parse(db: None) -> None:
    assert parsed(write_metrics(api.read_metrics()))[("micromasters_hints", ())] == 0


def test_a_label_with_any_text_parses_back() -> None:
    odd = 'a"b\\c\nd é'
    assert parsed(write_metrics([Metric("x", 'help "\\\n', {odd: 1.5}, label="l")])) == {("x", (odd,)): 1.5}


def test_staff_get_text_that_no_cache_keeps(staff: Client) -> None:
    response = staff.get(URL, headers={"accept": "application/openmetrics-text;version=1.0.0,*/*;q=0.1"})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/openmetrics-text; version=1.0.0; charset=utf-8"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert parsed(response.content.decode())


@pytest.mark.parametrize("method", ["options", "post", "put", "delete"])
def test_any_other_method_is_refused_in_a_comment(staff: Client, method: str) -> None:
    response = getattr(staff, method)(URL)
    assert (response.status_code, response.content[:2]) == (405, b"# ")


@pytest.mark.parametrize("role", ["anonymous", "learner"])
def test_only_staff_get_the_metrics(db: None, client: Client, role: str) -> None:
    if role == "learner":
        client.force_login(get_user_model().objects.create_user("learner"))
    response = client.get(URL)
    assert response.status_code in (401, 403)
    assert b"micromasters_" not in response.content


def test_a_round_reports_its_counts_and_its_duration_to_the_monitoring(program: Program) -> None:
    hint()
    with patch("micromasters_plugin.monitoring.set_custom_attribute") as attach:
        api.run_pending(now=NOW)
    attributes = {call.args[0]: call.args[1] for call in attach.call_args_list}
    assert attributes["micromasters.hints"] == 1
    assert attributes["micromasters.seconds"] >= 0
    assert attributes["micromasters.lag_seconds"] == 0


def test_a_round_that_leaves_hints_reports_how_old_the_oldest_is(program: Program) -> None:
    hint()
    with patch("micromasters_plugin.monitoring.set_custom_attribute") as attach:
        api.run_pending(now=NOW + timedelta(minutes=2), max_seconds=0)
    assert ("micromasters.lag_seconds", 120) in [call.args for call in attach.call_args_list]


def test_the_operators_guide_names_every_metric(db: None) -> None:
    guide = (REPOSITORY / "docs" / "getting-started" / "operators.rst").read_text(encoding="utf-8")
    assert [metric.name for metric in api.read_metrics() if f"``{metric.name}``" not in guide] == []
