"""Test that the admin checks permissions, refuses invalid searches, and applies "all" only to the counted rows."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from micromasters_plugin.credentials.models import Credential, CredentialReview
from micromasters_plugin.inbox.models import Hint
from micromasters_plugin.ledger.models import LedgerEntry
from micromasters_plugin.outbox.models import Delivery, Order
from micromasters_plugin.pipeline.models import Work
from micromasters_plugin.programs.models import Program
from micromasters_plugin.standings.models import Standing
from tests.admin.rows import PAGES
from tests.pipeline.learner import NOW


def list_of(model: type) -> str:
    return reverse(f"admin:micromasters_{model._meta.model_name}_changelist")


def viewer_of(client: Client, *codes: str) -> None:
    """Sign in a user who has only these permissions."""
    person = User.objects.create(username="viewer", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    client.force_login(person)


@pytest.mark.parametrize("model", [model for model, page in PAGES.items() if page.search_lookups])
@pytest.mark.parametrize("term", ["9" * 5000, "x" * 5000, "٣" * 300], ids=["digits", "letters", "Arabic digits"])
def test_a_search_term_longer_than_any_value_is_a_bad_request(amina: User, client: Client, model, term) -> None:
    assert client.get(list_of(model), {"q": term}).status_code == 400


@pytest.mark.parametrize("term", ["9" * 255, "²" * 20, "\0", "٣", "-1", "1e9", "'"])
def test_a_shorter_search_term_is_no_error(amina: User, client: Client, term: str) -> None:
    for model, page in PAGES.items():
        if page.search_lookups:
            assert client.get(list_of(model), {"q": term}).status_code == 200


@pytest.mark.parametrize(
    "number", ["9" * 20, "-" + "9" * 30, "9" * 5000, "٣" * 300], ids=["20", "-30", "5000", "Arabic"]
)
@pytest.mark.parametrize("parameter", ["user_id", "program_id", "program__id__exact"])
def test_a_link_with_a_number_that_no_row_has_is_a_bad_request(
    amina: User, client: Client, parameter: str, number: str
) -> None:
    for model in PAGES:
        assert client.get(list_of(model), {parameter: number}).status_code in (302, 400)


def test_links_lead_only_to_pages_that_the_person_may_open(amina: User, client: Client) -> None:
    standing = reverse("admin:micromasters_standing_change", args=(Standing.objects.get().pk,))
    everything = client.get(standing).content.decode()
    viewer_of(client, "view_standing", "view_work")
    page = client.get(standing).content.decode()
    assert f'href="{list_of(Work)}?' in page
    for path in (list_of(Credential), list_of(LedgerEntry), reverse("admin:auth_user_change", args=(amina.pk,))):
        assert f'href="{path}' in everything and f'href="{path}' not in page
    assert f"learner{amina.pk}" in page
    for path in re.findall(r'href="(/admin/micromasters/[^"?]+[?][^"]+)"', page):
        assert client.get(path.replace("&amp;", "&")).status_code == 200


def test_a_search_reads_only_rows_that_the_person_may_open(amina: User, client: Client) -> None:
    credential = Credential.objects.get()
    CredentialReview.objects.create(credential=credential, opened=NOW)
    found = "1 credential review"
    assert found in client.get(list_of(CredentialReview), {"q": str(credential.uuid)}).content.decode()
    viewer_of(client, "view_credentialreview")
    assert found not in client.get(list_of(CredentialReview), {"q": str(credential.uuid)}).content.decode()
    assert found in client.get(list_of(CredentialReview), {"q": str(amina.pk)}).content.decode()


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (Credential, "name__startswith"),
        (CredentialReview, "credential__name__startswith"),
        (LedgerEntry, "payload__contains"),
        (Standing, "inputs__contains"),
        (Work, "error__contains"),
        (Program, "standing__user_id"),
        (Standing, "program__title__startswith"),
        (Standing, "earned__range"),
        (Work, "program__id__range"),
        (Order, "kind__regex"),
        (Delivery, "order__error__contains"),
        (Delivery, "order__kind__range"),
        (CredentialReview, "closed__year"),
        (Standing, "user__password__startswith"),
    ],
)
def test_an_address_accepts_only_lookups_of_filters_and_links(amina: User, client: Client, model, lookup) -> None:
    assert client.get(list_of(model), {lookup: "A"}).status_code == 400


def test_every_choice_of_a_filter_is_an_address_that_opens(amina: User, client: Client) -> None:
    for model, page in PAGES.items():
        content = client.get(list_of(model)).content.decode()
        choices = re.findall(r'<a href="(\?[^"]*)"', content)
        assert len(choices) >= len(page.list_filter)
        for choice in choices:
            assert client.get(list_of(model) + choice.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("chosen", ["9" * 5000, "9" * 20, "x", "\0", "-1", "", "٣", "1,2"])
def test_choosing_an_impossible_row_id_is_a_bad_request(amina: User, client: Client, chosen: str) -> None:
    for model, page in PAGES.items():
        for action in page.actions or ():
            name = action if isinstance(action, str) else action.__name__
            for more in ({}, {"select_across": "1"}, {"reason": "why"}):
                data = {"action": name, "_selected_action": ["1", chosen], **more}
                assert client.post(list_of(model), data).status_code == 400


def choose_all(client: Client, **more: str) -> str:
    first = [str(Work.objects.order_by("pk").first().pk)]
    data = {"action": "replay", "_selected_action": first, "select_across": "1", **more}
    return client.post(list_of(Work), data, follow=True).content.decode()


def counted(page: str) -> str:
    return re.search(r'name="counted" value="([0-9a-f]+)"', page).group(1)


def test_choosing_all_is_refused_if_the_counted_rows_changed(amina: User, client: Client) -> None:
    program = Program.objects.get()
    Hint.objects.all().delete()
    Work.objects.all().delete()
    for user_id in (1, 2):
        Work.objects.create(user_id=user_id, program=program, parked=NOW)
    page = choose_all(client)
    Work.objects.create(user_id=3, program=program, parked=NOW)
    refused = choose_all(client, reason="why", counted=counted(page))
    assert "Nothing was done: the chosen rows changed after the count. There are 3 rows now" in refused
    assert "Nothing was done" in choose_all(client, reason="why")
    assert not Hint.objects.exists()
    assert "3 learners are due again." in choose_all(client, reason="why", counted=counted(choose_all(client)))


def test_one_deleted_row_keeps_all_chosen_rows_unchanged(amina: User, client: Client) -> None:
    program = Program.objects.get()
    Work.objects.all().delete()
    rows = [Work.objects.create(user_id=user_id, program=program, parked=NOW) for user_id in (1, 2)]
    chosen = [str(row.pk) for row in rows]
    rows[0].delete()
    data = {"action": "replay", "_selected_action": chosen, "reason": "why"}
    assert "Nothing was done" in client.post(list_of(Work), data, follow=True).content.decode()
    assert Work.objects.get().parked is not None
