"""Test the credential's page in each complete language."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.accept_language import HOSTILE
from tests.catalogues import LANGUAGES
from tests.views.specimens import NAME, STATES, record

VERDICTS = {
    "ar": f"أصدرت MITx هذه الشهادة باسم {NAME} في 3 يونيو 2026 عن <b>Supply Chain Management</b>، ولم تسحبها.",
    "es-419": f"MITx emitió esta credencial a {NAME} el 3 de junio de 2026 por <b>Supply Chain Management</b> y no",
    "fr": f"MITx a émis cette certification pour {NAME} le 3 juin 2026 au titre de <b>Supply Chain Management</b>, et",
    "zh-cn": f"MITx于2026年6月3日向 {NAME} 颁发了 <b>Supply Chain Management</b> 证书，且未收回。",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_translates_the_verdict_and_its_date(show: Callable[..., Any], language: str) -> None:
    html = show(record(), HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert VERDICTS[language] in re.sub("</?bdi[^>]*>", "", html)


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_its_language_and_direction(show: Callable[..., Any], language: str, state: str) -> None:
    direction = ' dir="rtl"' if language == "ar" else ""
    page = show(record(state), HTTP_ACCEPT_LANGUAGE=language).content.decode()
    assert f'<html lang="{language}"{direction}>' in page


def test_a_related_language_replaces_a_missing_one(show: Callable[..., Any]) -> None:
    assert "<bdi>MITx</bdi> emitió esta credencial" in show(record(), HTTP_ACCEPT_LANGUAGE="es-MX").content.decode()


@pytest.mark.parametrize("header", HOSTILE.values(), ids=HOSTILE)
def test_any_language_header_gets_the_page(show: Callable[..., Any], header: str) -> None:
    response = show(record(), HTTP_ACCEPT_LANGUAGE=header)
    assert response.status_code == 200
    assert "Supply Chain Management" in response.content.decode()
    assert "<script" not in response.content.decode()
