"""The i18n service of blocks.

The service returns each block's own messages in the language of the request. Formats are Django's.
"""

from __future__ import annotations

import gettext
from importlib.resources import as_file, files

from django.utils.translation import get_language, to_locale
from xblock.core import XBlock


def translations_of(block: XBlock) -> gettext.NullTranslations:
    """Return the messages of the block's package, found like on the platform, or English without such messages."""
    package = getattr(block, "unmixed_class", type(block)).__module__.partition(".")[0]
    with as_file(files(package) / "translations") as folder:
        return gettext.translation("text", folder, [to_locale(get_language() or "en")], fallback=True)
