"""The translations in the packages: where they are, and how a runtime reads the block's."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import to_locale

from tests.needs import REPOSITORY

#: Languages whose translations are complete, as the platform names them.
LANGUAGES = ("ar", "es-419", "fr", "zh-cn")


class Catalogue(NamedTuple):
    """One package's messages: the folder of its languages, and the name of their files."""

    package: str
    folder: str
    domain: str

    def path(self, language: str, suffix: str) -> Path:
        """Return the file of a language; "en" holds the source strings."""
        messages = REPOSITORY / self.package / self.folder / to_locale(language) / "LC_MESSAGES"
        return messages / f"{self.domain}{suffix}"


#: Where the platform looks for a block's messages, and under which name.
BLOCK = Catalogue("micromasters_xblock", "translations", "text")
#: Where Django looks for an app's messages.
APP = Catalogue("micromasters_plugin", "locale", "django")
CATALOGUES = (BLOCK, APP)


def translations_of_block(language: str) -> gettext.NullTranslations:
    """Return what the platform's i18n service reads for the block; in English, the block's source strings."""
    folder = REPOSITORY / BLOCK.package / BLOCK.folder
    return gettext.translation(BLOCK.domain, str(folder), [to_locale(language)], fallback=True)
