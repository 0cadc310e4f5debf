"""Test that a list of the admin takes as many database statements for many rows as for a few rows."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.admin.rows import PAGES, another, row_about


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("model", PAGES, ids=lambda model: model.__name__)
def test_a_list_runs_no_more_queries_for_more_rows(client: Client, amina: User, model: type[Model]) -> None:
    address = reverse(f"admin:micromasters_{model._meta.model_name}_changelist")
    row = row_about(model, amina)
    another(row, 501)
    few = queries_of(client, address)
    for number in range(502, 512):
        another(row, number)
    assert queries_of(client, address) == few
