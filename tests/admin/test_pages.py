"""Test that every page of the admin opens and is read-only, and that candidates are ranked."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from micromasters_plugin import api
from micromasters_plugin.credentials.models import Credential
from micromasters_plugin.data.actors import OPERATOR, Actor
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.factories import UUID_A, run_of
from tests.fakes import FakePlatform
from tests.pipeline.learner import NOW

MODELS = [model for model in apps.get_app_config("micromasters").get_models() if model in admin.site._registry]


@pytest.fixture
def staff(client: Client, db: None) -> Client:
    client.force_login(User.objects.create_superuser("staff"))
    return client


@pytest.fixture
def candidates(program: Program, platform: FakePlatform) -> None:
    for user_id, percent in ((1, 0.9), (2, 0.95), (3, 0.9)):
        for number in ("1x", "2x"):
            platform.pass_run(user_id, run_of(number), percent)
    api.reconcile()


def address(model: type, page: str, *args: object) -> str:
    return reverse(f"admin:micromasters_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_list_and_every_row_can_be_opened(staff: Client, candidates: None, model: type) -> None:
    assert staff.get(address(model, "changelist")).status_code == 200
    row = model.objects.first()
    if row is not None:
        assert staff.get(address(model, "change", row.pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_only_overrides_can_be_added_and_nothing_else_changes(staff: Client, candidates: None, model: type) -> None:
    assert staff.get(address(model, "add")).status_code == (200 if model is Override else 403)
    row = model.objects.first()
    if row is not None:
        assert staff.post(address(model, "change", row.pk), {}).status_code == 403
        assert staff.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_candidates_are_listed_best_first_with_shared_ranks(staff: Client, candidates: None) -> None:
    page = staff.get(address(apps.get_model("micromasters", "Candidate"), "changelist")).content.decode()
    ranks = re.findall(r'class="field-rank">(\d+)<', page)
    learners = re.findall(r'class="field-learner"><a[^>]*>(\d+)<', page)
    assert list(zip(learners, ranks, strict=True)) == [("2", "1"), ("1", "2"), ("3", "2")]


def test_a_candidates_page_shows_the_sum_of_the_score(staff: Client, candidates: None) -> None:
    candidate = apps.get_model("micromasters", "Candidate").objects.get(user_id=2)
    page = staff.get(address(type(candidate), "change", candidate.pk)).content.decode()
    assert "Score 0.9500, bar 0.80" in page


def test_a_versions_file_keeps_its_indentation(staff: Client, program: Program) -> None:
    version = apps.get_model("micromasters", "ProgramVersion").objects.get()
    page = staff.get(address(type(version), "change", version.pk)).content.decode()
    assert version.source in unescape(strip_tags(page))


def test_a_standing_is_explained_in_the_words_of_the_command(staff: Client, candidates: None) -> None:
    standing = Standing.objects.get(user_id=1)
    _, _, explanation = api.explain_in_words(UUID_A, actor=OPERATOR, user_id=1).partition("\n")
    page = staff.get(address(Standing, "change", standing.pk)).content.decode()
    assert explanation in unescape(strip_tags(page))


def test_the_stored_json_of_a_standing_is_folded(staff: Client, candidates: None) -> None:
    standing = Standing.objects.get(user_id=1)
    page = staff.get(address(Standing, "change", standing.pk)).content.decode()
    folded = re.findall(r"<details><summary>Show</summary><pre[^>]*>(.*?)</pre></details>", page, re.DOTALL)
    assert [json.loads(unescape(strip_tags(text))) for text in folded] == [standing.verdict, standing.inputs]


def test_the_standing_of_a_deleted_account_says_so(staff: Client, candidates: None) -> None:
    Standing.objects.filter(user_id=1).update(user_id=4711)
    page = staff.get(address(Standing, "change", Standing.objects.get(user_id=4711).pk)).content.decode()
    assert "The standing cannot be explained: " in page


def test_a_decisions_payload_is_laid_out(staff: Client, candidates: None) -> None:
    entry = apps.get_model("micromasters", "LedgerEntry").objects.first()
    page = staff.get(address(type(entry), "change", entry.pk)).content.decode()
    assert '{\n  "composite": ' in unescape(strip_tags(page))


def test_the_ledgers_list_distinguishes_decisions_and_acts(staff: Client, candidates: None) -> None:
    entries = apps.get_model("micromasters", "LedgerEntry")
    page = strip_tags(staff.get(address(entries, "changelist"), {"kind__exact": "act"}).content.decode())
    assert "act" in page.split()
    assert f"{entries.objects.filter(kind='act').count()} ledger entries" in page


def test_a_row_without_links_that_the_viewer_may_open_shows_a_dash(client: Client, candidates: None) -> None:
    officer = User.objects.create_user("officer", is_staff=True)
    officer.user_permissions.add(Permission.objects.get(codename="view_candidate"))
    client.force_login(officer)
    row = apps.get_model("micromasters", "Candidate").objects.first()
    page = client.get(address(type(row), "change", row.pk)).content.decode()
    assert re.search(r"Related lists:?\s*–", re.sub(r"\s+", " ", strip_tags(page)))


def test_a_credential_links_to_its_page_and_lists_its_requirements(staff: Client, candidates: None) -> None:
    credential = Credential.objects.first()
    page = staff.get(address(Credential, "change", credential.pk)).content.decode()
    public = f"/micromasters/credentials/{credential.uuid}/"
    assert f'<a href="{public}">{public}</a>' in page
    assert "<tr><td>1x</td>" in page
    assert "MySQL" not in page


def test_an_override_names_its_learner_and_the_person_who_decided(staff: Client, candidates: None) -> None:
    api.record_override(UUID_A, "hold", user_id=1, actor=Actor.operator(2), reason="an inquiry")
    override = Override.objects.get()
    page = staff.get(address(Override, "change", override.pk)).content.decode()
    people = re.findall(r"<li>([\w ]+): <a[^>]*>(\w+)</a>", page)
    assert people == [("Learner", "learner1"), ("Decided by", "learner2")]


def test_a_page_without_people_or_lists_has_no_empty_row_for_them(staff: Client, program: Program) -> None:
    version = apps.get_model("micromasters", "ProgramVersion").objects.get()
    assert "Related lists" not in staff.get(address(type(version), "change", version.pk)).content.decode()


@pytest.mark.parametrize(("page", "named"), [("changelist", "example"), ("change", "Example program (example)")])
def test_an_order_names_its_program(staff: Client, candidates: None, page: str, named: str) -> None:
    order = apps.get_model("micromasters", "Order").objects.first()
    content = staff.get(address(type(order), page, *([order.pk] if page == "change" else []))).content.decode()
    assert re.search(rf'class="(field-program nowrap|field-program|readonly)">{re.escape(named)}<', content)


@pytest.mark.parametrize("model", ["Work", "Hint"])
def test_the_title_of_a_waiting_learner_names_the_program(staff: Client, program: Program, model: str) -> None:
    waiting = apps.get_model("micromasters", model)
    row = waiting.objects.create(user_id=7, program_id=program.pk, **({"created": NOW} if model == "Hint" else {}))
    assert "<h2>learner 7 in example</h2>" in staff.get(address(waiting, "change", row.pk)).content.decode()


def test_a_hint_of_a_deleted_program_shows_its_number(staff: Client) -> None:
    hint = apps.get_model("micromasters", "Hint").objects.create(user_id=7, program_id=4711, created=NOW)
    page = staff.get(address(type(hint), "change", hint.pk)).content.decode()
    assert "<h2>learner 7 in program 4711, which is gone</h2>" in page


def test_a_filter_by_an_optional_date_offers_yes_and_no(staff: Client, candidates: None) -> None:
    page = staff.get(address(apps.get_model("micromasters", "Order"), "changelist")).content.decode()
    assert re.findall(r'\?(?:done|parked)__isempty=(\d)"[^>]*>\s*(\w+)', page) == [("1", "No"), ("0", "Yes")] * 2


def test_somebody_without_the_permission_sees_nothing(client: Client, candidates: None) -> None:
    client.force_login(User.objects.create_user("helper", is_staff=True))
    assert client.get(address(apps.get_model("micromasters", "Candidate"), "changelist")).status_code == 403
