"""The i18n service of blocks.

The service returns each block's own messages in the language of the request. Django formats numbers and dates.
"""

from __future__ import annotations

import gettext
from importlib.resources import as_file, files

from django.utils.translation import get_language, to_locale
from xblock.core import XBlock


def translations_of(block: XBlock) -> gettext.NullTranslations:
    """Return the messages of the block's package in the language of the request.

    If the package has no messages in that language, the texts stay English.
    """
    package = getattr(block, "unmixed_class", type(block)).__module__.partition(".")[0]
    with as_file(files(package) / "translations") as folder:
        return gettext.translation("text", folder, [to_locale(get_language() or "en")], fallback=True)
