"""Test that staff record overrides in the admin, and that the admin says what staff may not expect."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from micromasters_plugin import api
from micromasters_plugin.overrides.models import Override
from micromasters_plugin.programs.models import Program

ADD = "admin:micromasters_override_add"


def post(client: Client, learner: str = "amina", **fields: str) -> str:
    """Send the form, and return the text of the resulting page."""
    data = {"learner": learner, "program": str(Program.objects.get().pk), "reason": "a board", **fields}
    page = client.post(reverse(ADD), data, follow=True).content.decode()
    return re.sub(r"\s+", " ", strip_tags(page)).replace("&#x27;", "'")


def test_staff_record_a_waiver(client: Client, amina: User) -> None:
    page = post(client, kind="waive", requirement="2x", ratio="0.9", day="2026-01-31", expires="2099-01-01")
    row = Override.objects.get()
    assert f"Override {row.pk} is recorded." in page
    assert (row.user_id, row.ratio, str(row.day)) == (amina.pk, Decimal("0.9"), "2026-01-31")
    assert row.expires == datetime(2099, 1, 1, tzinfo=UTC)
    assert LogEntry.objects.first().change_message == "Recorded: a board"


def test_the_list_says_what_an_override_concerns(client: Client, amina: User) -> None:
    post(client, kind="waive", requirement="2x", ratio="0.9")
    page = client.get(reverse("admin:micromasters_override_changelist")).content.decode()
    assert "waive 2x with 0.9000" in page


def test_a_caution_is_said_before_the_waiver_is_saved(client: Client, amina: User) -> None:
    fields = {"kind": "waive", "requirement": "2x", "ratio": "0.4"}
    page = post(client, **fields)
    assert "Nothing was recorded yet: the waiver's grade 0.40 is below the bar 0.60." in page
    assert "Record the override nevertheless" in page
    assert not Override.objects.exists()
    assert "is recorded." in post(client, is_confirmed="on", **fields)
    page = post(client, kind="waive", requirement="2x", ratio="0.9")
    assert "this waiver replaces the waiver of 0.40" in page


def test_without_a_caution_there_is_nothing_to_confirm(client: Client, amina: User) -> None:
    page = client.get(reverse(ADD)).content.decode()
    assert "Record an override" in page
    assert "nevertheless" not in page


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "waive", "requirement": "9x"}, "no requirement '9x'"),
        ({"kind": "waive", "requirement": "2x", "ratio": "much"}, "Enter a number."),
        ({"kind": "hold", "reason": "  "}, "give a reason"),
        ({"kind": "hold", "learner": "nobody"}, "There is no user 'nobody'."),
        ({"kind": "hold", "learner": "98765"}, "no user 98765"),
        ({"kind": "hold", "expires": "2001-01-01"}, "expires before it begins"),
        ({"kind": "grant", "requirement": "2x", "count": "0"}, "a count from 1 to 100"),
        ({"kind": "discount"}, "needs course_run"),
        ({"kind": "other"}, "Select a valid choice."),
    ],
)
def test_a_refused_override_says_why(client: Client, amina: User, fields: dict[str, str], says: str) -> None:
    assert says in post(client, **fields)
    assert not Override.objects.exists()


def test_a_user_id_names_the_learner_too(client: Client, amina: User) -> None:
    post(client, str(amina.pk), kind="hold")
    assert api.overrides_of(str(Program.objects.get().uuid), user_id=amina.pk)


def test_only_people_with_the_permission_record_overrides(client: Client, amina: User) -> None:
    viewer = User.objects.create_user("viewer", is_staff=True)
    viewer.user_permissions.set(Permission.objects.filter(codename="view_override"))
    client.force_login(viewer)
    assert client.get(reverse(ADD)).status_code == 403
    assert client.post(reverse(ADD), {}).status_code == 403


def test_the_form_begins_at_the_learner_and_ends_at_the_reason(client: Client, amina: User) -> None:
    page = client.get(reverse(ADD)).content.decode()
    names = re.findall(r'name="(\w+)"[^>]* id="id_', page)
    assert (names[0], names[-4:]) == ("learner", ["exam", "make_up_for", "expires", "reason"])
    assert re.findall(r'<[^>]*name="(\w+)"[^>]* autofocus', page) == ["learner"]
