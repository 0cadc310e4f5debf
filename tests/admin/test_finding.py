"""Test that searches in the admin use an index, and that each row links to its related rows."""

from __future__ import annotations

import re
from html import unescape
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from micromasters_plugin import api
from micromasters_plugin.admin.people import PersonColumn
from micromasters_plugin.admin.read_only import ReadOnlyAdmin
from micromasters_plugin.admin.searching import matching
from micromasters_plugin.admissions.models import AdmissionCycle, Candidate
from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.admin.rows import PAGES, row_about
from tests.factories import run_of
from tests.fakes import FakePlatform

SEARCHED = [(model, lookup) for model, page in PAGES.items() for lookup in page.search_lookups if lookup != "event_id"]
#: The models whose lists show people by name.
NAMING = [
    model
    for model, page in PAGES.items()
    if page.names_people and any(isinstance(column, PersonColumn) for column in page.list_display)
]
OF_LEARNERS = [model for model, lookup in SEARCHED if lookup.endswith("user_id")]


def address(model: type[Model], page: str, *args: object) -> str:
    return reverse(f"admin:micromasters_{model._meta.model_name}_{page}", args=args)


def test_every_page_of_the_package_is_read_only():
    assert PAGES and all(isinstance(page, ReadOnlyAdmin) for page in PAGES.values())


@pytest.mark.parametrize(("model", "lookup"), SEARCHED, ids=lambda part: getattr(part, "__name__", part))
def test_an_index_answers_a_search(program: Program, model: type[Model], lookup: str) -> None:
    AdmissionCycle.objects.create(program=program, name="2027")
    term = str(uuid4()) if lookup.endswith("uuid") else "42"
    plan = model._default_manager.filter(matching(model, (lookup,), term)).explain()
    assert "USING" in plan and "SCAN micromasters" not in plan


@pytest.mark.parametrize("term", ["learner{}", " learner{} ", "learner{}@example.org", "{}"])
@pytest.mark.parametrize("model", [Standing, Credential, CredentialReview])
def test_a_learner_is_found_by_username_email_and_id(
    client: Client, amina: User, platform: FakePlatform, term: str, model: type[Model]
) -> None:
    platform.grade(amina.pk, run_of("1x"), 0.1)
    api.reconcile()
    found = client.get(address(model, "changelist"), {"q": term.format(amina.pk)})
    assert found.context["cl"].result_count == 1


@pytest.mark.parametrize(("term", "count"), [("learner{}", 0), ("learner{}@example.org", 0), ("{}", 1)])
def test_a_candidate_is_found_by_number_only(client: Client, amina: User, term: str, count: int) -> None:
    found = client.get(address(Candidate, "changelist"), {"q": term.format(amina.pk)})
    assert found.context["cl"].result_count == count


@pytest.mark.parametrize(
    ("model", "help_text"),
    [
        (Credential, "Finds the whole username, e-mail address or number of the learner, or uuid."),
        (Candidate, "Finds the whole number of the learner."),
    ],
    ids=["credential", "candidate"],
)
def test_the_search_box_names_the_searched_values(
    client: Client, amina: User, model: type[Model], help_text: str
) -> None:
    assert help_text in client.get(address(model, "changelist")).content.decode()


def test_the_pages_of_candidates_show_no_names(client: Client, amina: User) -> None:
    candidate = Candidate.objects.get()
    for page in (address(Candidate, "changelist"), address(Candidate, "change", candidate.pk)):
        content = client.get(page).content.decode()
        assert str(amina.pk) in content
        assert f"learner{amina.pk}" not in content


@pytest.mark.parametrize("model", NAMING, ids=lambda model: model.__name__)
def test_a_list_names_people_at_the_cost_of_one_query(
    client: Client, amina: User, platform: FakePlatform, model: type[Model]
) -> None:
    row_about(model, amina)
    for user_id in range(100, 110):
        platform.add_learner(user_id)
    calls: list[list[int]] = []
    with patch.object(FakePlatform, "usernames", lambda self, ids: calls.append(ids) or dict.fromkeys(ids, "the-name")):
        content = client.get(address(model, "changelist")).content.decode()
    assert "the-name" in content
    assert len(calls) == 1


@pytest.mark.parametrize("term", ["nobody", "99999", "9" * 40, "’; --", "%"])
@pytest.mark.parametrize("model", OF_LEARNERS, ids=lambda model: model.__name__)
def test_a_search_for_nobody_finds_nothing(client: Client, amina: User, model: type[Model], term: str) -> None:
    assert client.get(address(model, "changelist"), {"q": term}).context["cl"].result_count == 0


@pytest.mark.parametrize("model", [model for model, page in PAGES.items() if page.links], ids=lambda m: m.__name__)
def test_every_link_of_a_row_opens_a_filtered_list(client: Client, amina: User, model: type[Model]) -> None:
    row = row_about(model, amina)
    page = client.get(address(model, "change", row.pk)).content.decode()
    links = re.findall(r'<li><a href="([^"]+\?[^"]+)">', page)
    assert len(links) == len(PAGES[model].links)
    assert [link for link in links if client.get(unescape(link)).status_code != 200] == []


def test_a_row_names_its_learner_and_links_to_related_rows(client: Client, amina: User) -> None:
    page = client.get(address(Standing, "change", Standing.objects.get().pk)).content.decode()
    assert f'<li>Learner: <a href="/admin/auth/user/{amina.pk}/change/">learner{amina.pk}</a></li>' in page
    (credentials,) = re.findall(r'<li><a href="([^"]+)">Credentials</a>', page)
    assert client.get(unescape(credentials)).context["cl"].result_count == 1


def test_a_learner_without_account_is_named_by_number(client: Client, amina: User) -> None:
    Standing.objects.update(user_id=4711)
    page = client.get(address(Standing, "change", Standing.objects.get().pk)).content.decode()
    assert "Learner: no account with the number 4711" in page
    assert ">4711</a>" in client.get(address(Standing, "changelist")).content.decode()
