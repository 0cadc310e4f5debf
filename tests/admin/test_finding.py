"""Finding one's way in the admin: searches that an index answers, and links from a row to what belongs to it."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from micromasters_plugin import api
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.admin.searching import matching
from micromasters_plugin.admissions.models import AdmissionCycle
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.programs.models import Program
from micromasters_plugin.progress.models import Standing
from tests.factories import run_of
from tests.fakes import FakePlatform

PAGES = {
    model: page
    for model, page in admin.site._registry.items()
    if model in set(apps.get_app_config("micromasters").get_models())
}
SEARCHED = [(model, lookup) for model, page in PAGES.items() for lookup in page.found_by if lookup != "event_id"]
OF_LEARNERS = [model for model, lookup in SEARCHED if lookup == "user_id"]


@pytest.fixture
def amina(client: Client, program: Program, platform: FakePlatform) -> User:
    """A learner with a credential, in the admin of somebody who may see everything."""
    client.force_login(User.objects.create_superuser("staff"))
    learner = User.objects.create(username="amina")
    for number in ("1x", "2x"):
        platform.pass_run(learner.pk, run_of(number), 0.9)
    api.reconcile()
    return learner


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:micromasters_{model._meta.model_name}_{page}", args=args)


def test_every_page_of_the_package_is_read_only():
    assert PAGES and all(isinstance(page, ReadOnlyAdmin) for page in PAGES.values())


@pytest.mark.parametrize(("model", "lookup"), SEARCHED, ids=lambda part: getattr(part, "__name__", part))
def test_an_index_answers_a_search(program: Program, model: type[Model], lookup: str) -> None:
    User.objects.create(username="42")
    AdmissionCycle.objects.create(program=program, name="2027")
    term = str(uuid4()) if lookup == "uuid" else "42"
    plan = model._default_manager.filter(matching(model, (lookup,), term)).explain()
    assert "USING" in plan and "SCAN micromasters" not in plan


@pytest.mark.parametrize("term", ["amina", " amina ", "ID"])
@pytest.mark.parametrize("model", [Standing, Credential])
def test_a_learner_is_found_by_username_and_by_id(client: Client, amina: User, term: str, model: type[Model]) -> None:
    found = client.get(address(model, "changelist"), {"q": term.replace("ID", str(amina.pk))})
    assert found.context["cl"].result_count == 1


@pytest.mark.parametrize("term", ["nobody", "99999", "9" * 40, "’; --", "%"])
@pytest.mark.parametrize("model", OF_LEARNERS, ids=lambda model: model.__name__)
def test_a_search_for_nobody_finds_nothing(client: Client, amina: User, model: type[Model], term: str) -> None:
    assert client.get(address(model, "changelist"), {"q": term}).context["cl"].result_count == 0


@pytest.mark.parametrize("model", [model for model, page in PAGES.items() if page.links], ids=lambda m: m.__name__)
def test_every_link_of_a_row_opens_a_list_that_was_narrowed(client: Client, amina: User, model: type[Model]) -> None:
    row = model._default_manager.first()
    if row is None:
        row = _made(model, amina)
    page = client.get(address(model, "change", row.pk)).content.decode()
    links = re.findall(r'<li><a href="([^"]+\?[^"]+)">', page)
    assert len(links) == len(PAGES[model].links)
    assert [link for link in links if client.get(unescape(link)).status_code != 200] == []


def test_a_row_names_its_learner_and_leads_to_what_else_there_is(client: Client, amina: User) -> None:
    page = client.get(address(Standing, "change", Standing.objects.get().pk)).content.decode()
    assert re.search(rf'<li><a href="/admin/auth/user/{amina.pk}/change/">amina</a></li>', page)
    (credentials,) = re.findall(r'<li><a href="([^"]+)">Credentials</a>', page)
    assert client.get(unescape(credentials)).context["cl"].result_count == 1


def test_a_learner_without_account_is_named_by_number(client: Client, amina: User) -> None:
    Standing.objects.update(user_id=4711)
    page = client.get(address(Standing, "change", Standing.objects.get().pk)).content.decode()
    assert "No account with the number 4711" in page


def _made(model: type[Model], learner: User) -> Model:
    """A row of a table that evaluation leaves empty."""
    program = Program.objects.get()
    api.record_override(str(program.uuid), "hold", user_id=learner.pk, actor_id=1, reason="an inquiry")
    return model._default_manager.get()
