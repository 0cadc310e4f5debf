"""Test that the public page of a credential shows the credential's state, and never shows other personal data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from micromasters_plugin.data import CredentialRecord, EarnedRequirement
from tests.views.specimens import NAME, NEWER, STATES, UUID, record

NAMED = f'<bdi class="mm-name">{NAME}</bdi>'
PROGRAM = '<bdi class="mm-name">Supply Chain Management</bdi>'


def text_of(response: Any) -> str:
    """Return the page. Each sequence of white space becomes a single space."""
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        ("valid", f"<bdi>MITx</bdi> issued this credential to {NAMED} on 3 June 2026 for <b>{PROGRAM}</b>"),
        ("suspended", "<bdi>MITx</bdi> suspended this credential on 12 November 2026 while it looks into a question."),
        ("revoked", "<bdi>MITx</bdi> revoked this credential on 12 November 2026. It no longer certifies anything."),
        ("superseded", "A newer credential replaced this one on 12 November 2026."),
    ],
)
def test_the_verdict_is_one_sentence(show: Callable[..., Any], state: str, sentence: str) -> None:
    assert sentence in text_of(show(record(state)))


@pytest.mark.parametrize("state", STATES)
def test_only_a_valid_credential_shows_name_and_certificate(show: Callable[..., Any], state: str) -> None:
    text = text_of(show(record(state)))
    assert (NAME in text, "mm-certificate" in text, "SC0x" in text) == ((state == "valid"),) * 3


def test_a_superseded_credential_leads_to_the_newer_one(show: Callable[..., Any]) -> None:
    assert f'href="/micromasters/credentials/{NEWER}/"' in text_of(show(record("superseded")))


def test_the_page_says_when_it_read_the_record(show: Callable[..., Any]) -> None:
    before = datetime.now(UTC)
    text = text_of(show(record()))
    assert any(f"Checked {moment:%-d %B %Y, %H:%M} UTC" in text for moment in (before, datetime.now(UTC)))


@pytest.mark.parametrize("state", STATES)
def test_a_specimen_says_so_in_every_state(show: Callable[..., Any], state: str) -> None:
    assert "It was issued by a demonstration and certifies nothing." in text_of(show(record(state, is_specimen=True)))


def test_a_specimen_certificate_carries_the_word(show: Callable[..., Any]) -> None:
    text = text_of(show(record(is_specimen=True)))
    assert 'data-mm-word="Specimen"' in text
    assert "<b>Specimen.</b> Verify at" in text


def test_a_real_credential_is_not_called_a_specimen(show: Callable[..., Any]) -> None:
    assert "pecimen" not in text_of(show(record()))


@pytest.mark.parametrize("state", [*STATES, None])
def test_headers_keep_the_page_private(show: Callable[..., Any], state: str | None) -> None:
    response = show(record(state) if state else None)
    assert response["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert response["Referrer-Policy"] == "no-referrer"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_unknown_addresses_answer_alike(show: Callable[..., Any], client: Client) -> None:
    first = show(None)
    second = client.get(f"/micromasters/credentials/{NEWER}/")
    assert (first.status_code, second.status_code) == (404, 404)
    assert first.content == second.content


def test_hostile_texts_are_escaped(show: Callable[..., Any]) -> None:
    hostile = '</title><script>alert(1)</script>"'
    credential = record(
        name=hostile,
        program_title=hostile,
        institution=hostile,
        pathway_worth=hostile,
        accent="red;background:url(//x)",
        requirements=(EarnedRequirement(hostile, hostile, None),),
    )
    text = text_of(show(credential))
    assert "<script" not in text
    assert "url(//x)" not in text


def test_the_record_has_no_personal_data_except_the_name() -> None:
    assert {field.name for field in fields(CredentialRecord)} == {
        "uuid",
        "state",
        "state_date",
        "issued",
        "completed_on",
        "completed_by",
        "name",
        "program_title",
        "program_kind",
        "institution",
        "accent",
        "pathway_worth",
        "requirements",
        "superseded_by",
        "is_specimen",
    }


def test_the_page_is_read_only(client: Client) -> None:
    assert client.post(f"/micromasters/credentials/{UUID}/").status_code == 405


def test_the_page_loads_nothing_from_elsewhere(show: Callable[..., Any]) -> None:
    text = text_of(show(record()))
    assert "<script" not in text
    assert 'src="' not in text


def test_a_name_is_isolated_in_every_sentence_and_in_the_title(show: Callable[..., Any]) -> None:
    text = text_of(show(record()))
    assert f"<title>Credential of “\u2068{NAME}\u2069”</title>" in text
    assert f"<h1>Credential of {NAMED}</h1>" in text
    between = text.split("<body>")[1]
    assert between.count(NAME) == between.count(f"{NAME}</bdi>") == 3


@pytest.mark.parametrize("state", STATES)
def test_every_inserted_text_is_isolated_in_its_direction(show: Callable[..., Any], state: str) -> None:
    texts = dict.fromkeys(("name", "program_title", "institution", "pathway_worth"), "أمينة")
    earned = (EarnedRequirement("أمينة", "أمينة", None),)
    body = text_of(show(record(state, requirements=earned, **texts))).split("<body>")[1]
    assert body.count("أمينة") == body.count("أمينة</bdi>") > 0


def test_a_name_cannot_end_its_quotation(show: Callable[..., Any]) -> None:
    text = text_of(show(record(name="A” is void. “B")))
    assert "“\u2068A&quot; is void. &quot;B\u2069”</title>" in text


@pytest.mark.parametrize(
    ("completed", "sentence"),
    [
        (date(2026, 5, 20), "having met its 2 requirements, on 20 May 2026"),
        (None, "having met its 2 requirements, by 3 June 2026"),
    ],
    ids=["known day", "unknown day"],
)
def test_the_certificate_names_the_day_of_the_last_requirement_or_the_day_of_issue(
    show: Callable[..., Any], completed: date | None, sentence: str
) -> None:
    assert sentence in text_of(show(record(completed_on=completed)))
