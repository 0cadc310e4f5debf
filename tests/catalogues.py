"""Find the translations of both packages, and load the block's translations like an XBlock runtime."""

from __future__ import annotations

import gettext
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import to_locale

from tests.needs import REPOSITORY

#: The languages whose translations are complete, in the platform's spelling.
LANGUAGES = ("ar", "es-419", "fr", "zh-cn")


class Catalogue(NamedTuple):
    """The messages of one package: the folder of the languages, and the name of the files."""

    package: str
    folder: str
    domain: str

    def path(self, language: str, suffix: str) -> Path:
        """Return the path of a language's file. The file of "en" has the source strings."""
        messages = REPOSITORY / self.package / self.folder / to_locale(language) / "LC_MESSAGES"
        return messages / f"{self.domain}{suffix}"


#: The folder and the file name that the platform uses for a block's messages.
BLOCK = Catalogue("micromasters_xblock", "translations", "text")
#: The folder that Django uses for an app's messages.
APP = Catalogue("micromasters_plugin", "locale", "django")
CATALOGUES = (BLOCK, APP)


def translations_of_block(language: str) -> gettext.NullTranslations:
    """Return the translations that the platform's i18n service loads for the block.

    The source strings are in English.
    """
    folder = REPOSITORY / BLOCK.package / BLOCK.folder
    return gettext.translation(BLOCK.domain, str(folder), [to_locale(language)], fallback=True)
