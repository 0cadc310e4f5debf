"""What a course team sets on the block. No learner state: that lives with the program's standings."""

from __future__ import annotations

from xblock.fields import Scope, String


def _(text: str) -> str:
    """Mark ``text`` for translation; Studio translates field names when it shows them."""
    return text


class ProgressFieldsMixin:
    """The fields of the block, all in the course's own settings."""

    display_name = String(
        display_name=_("Display name"),
        help=_("The name of this component in the course outline."),
        default=_("Program progress"),
        scope=Scope.settings,
    )
    program_uuid = String(
        display_name=_("Program"),
        help=_("The program whose progress is shown."),
        default="",
        scope=Scope.settings,
    )
    heading = String(
        display_name=_("Heading"),
        help=_("Shown in place of the program's title. Leave empty to show the title."),
        default="",
        scope=Scope.settings,
    )
