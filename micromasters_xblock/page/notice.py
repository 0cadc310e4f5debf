"""Write the notice that replaces an unavailable program. Only the authors' notice names the cause."""

from __future__ import annotations

from micromasters_xblock.words.reader import Reader


def preview_of_notice(reader: Reader) -> str:
    """Return the notice that replaces the preview. Studio shows the error above the notice."""
    notice = reader.gettext("Progress in the program is not available at the moment.")
    return reader.gettext("Until then learners read: %(notice)s", notice=notice)


def notice_of(code: str, reader: Reader, *, for_author: bool) -> str:
    """Return the sentence for ``not_chosen``, ``unknown_program``, ``app_absent`` or ``tables_unreadable``."""
    if not for_author:
        return reader.gettext("Progress in the program is not available at the moment.")
    return {
        "not_chosen": reader.gettext("No program is chosen yet. Edit this component and choose one."),
        "unknown_program": reader.gettext("The chosen program is gone. Edit this component and choose another."),
        "app_absent": reader.gettext(
            "The MicroMasters app is not running on this site, so nothing can be shown. Tell the site’s operator."
        ),
        "tables_unreadable": reader.gettext(
            "The MicroMasters app cannot read its tables, so nothing can be shown. Tell the site’s operator."
        ),
    }[code]
