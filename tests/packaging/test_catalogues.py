"""Check that each complete language has every message, and that the compiled files match their sources."""

from __future__ import annotations

import gettext
import re
import shutil
import subprocess
from pathlib import Path

import polib
import pytest
from django.core.management import call_command

from tests import needs
from tests.catalogues import APP, BLOCK, CATALOGUES, LANGUAGES, Catalogue, translations_of_block

EACH = pytest.mark.parametrize("language", LANGUAGES)
OF_EACH = pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda catalogue: catalogue.package)
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def messages(catalogue: Catalogue, language: str) -> list[polib.POEntry]:
    """Return a language's messages, except obsolete messages."""
    return [entry for entry in polib.pofile(str(catalogue.path(language, ".po"))) if not entry.obsolete]


def names(entries: list[polib.POEntry]) -> list[tuple[str, str]]:
    return [(entry.msgid, entry.msgid_plural) for entry in entries]


def sentences_for_learners() -> str:
    """Return the block's messages from the plugin's tables of reasons and states, in the format of a catalogue."""
    tables = sorted((needs.REPOSITORY / APP.package / "domain").glob("*.py"))
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--keyword", "--keyword=on_page", "--output=-"]
    return subprocess.run([*command, *map(str, tables)], check=True, capture_output=True, text=True).stdout


@OF_EACH
def test_the_source_strings_match_the_code(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs.GETTEXT.require()
    copy = shutil.copytree(
        needs.REPOSITORY / catalogue.package, tmp_path / "copy", ignore=shutil.ignore_patterns(catalogue.folder)
    )
    (copy / "locale").mkdir()
    monkeypatch.chdir(copy)
    call_command("makemessages", locale=["en"], verbosity=0)
    extracted = names(polib.pofile(str(copy / "locale" / "en" / "LC_MESSAGES" / "django.po")))
    if catalogue is BLOCK:
        extracted += names(polib.pofile(sentences_for_learners()))
    assert sorted(extracted) == sorted(names(messages(catalogue, "en")))


@OF_EACH
@EACH
def test_every_message_is_translated(catalogue: Catalogue, language: str) -> None:
    translated = messages(catalogue, language)
    assert names(translated) == names(messages(catalogue, "en"))
    assert [entry.msgid for entry in translated if not entry.translated()] == []


@OF_EACH
@EACH
def test_every_placeholder_is_kept(catalogue: Catalogue, language: str) -> None:
    for entry in messages(catalogue, language):
        placeholders = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        if not entry.msgid_plural:
            assert set(PLACEHOLDER.findall(entry.msgstr)) == placeholders, entry.msgid
            continue
        *particular, general = entry.msgstr_plural.values()
        assert set(PLACEHOLDER.findall(general)) == placeholders, entry.msgid
        # A plural form for a single number may contain the number as a word.
        assert all(set(PLACEHOLDER.findall(form)) <= placeholders for form in particular), entry.msgid


@OF_EACH
@EACH
def test_the_compiled_file_matches_its_text(catalogue: Catalogue, language: str) -> None:
    compiled = polib.mofile(str(catalogue.path(language, ".mo")))

    def contents(entries: list[polib.POEntry]) -> dict[str, object]:
        return {entry.msgid: entry.msgstr_plural or entry.msgstr for entry in entries}

    assert contents(list(compiled)) == contents(messages(catalogue, language))


@pytest.mark.parametrize("language", ["en", "en-us", "en-gb"])
def test_the_english_catalogue_changes_no_message(language: str) -> None:
    translations = translations_of_block(language)
    assert isinstance(translations, gettext.GNUTranslations)
    for entry in messages(BLOCK, "en"):
        assert translations.gettext(entry.msgid) == entry.msgid
        assert translations.ngettext(entry.msgid, entry.msgid_plural, 1) == entry.msgid
        assert translations.ngettext(entry.msgid, entry.msgid_plural, 2) == entry.msgid_plural
