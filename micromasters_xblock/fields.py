"""Declare the settings of the block, which a course team chooses. Learners' states are in the plugin's standings."""

from __future__ import annotations

from xblock.fields import Boolean, Scope, String

from micromasters_xblock.visibility import Shown

#: Values of ``layout``.
FULL, COMPACT = "full", "compact"


def _(text: str) -> str:
    """Mark ``text`` for translation. Studio translates each field's name when Studio shows the field."""
    return text


class ProgressFieldsMixin:
    """The block's fields, all in the scope of the course's settings."""

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
    show_grades = Boolean(
        display_name=_("Show grades"),
        help=_("The learner’s grades and the composite. Passing grades are shown either way."),
        default=True,
        scope=Scope.settings,
    )
    show_plan = Boolean(
        display_name=_("Show the plan"),
        help=_("What to do next, and where to begin."),
        default=True,
        scope=Scope.settings,
    )
    show_units = Boolean(
        display_name=_("Show units of knowledge"),
        help=_("Where the program has them."),
        default=True,
        scope=Scope.settings,
    )
    show_pathway = Boolean(
        display_name=_("Show the pathway"),
        help=_("What the credential leads to on campus."),
        default=True,
        scope=Scope.settings,
    )
    show_certificate = Boolean(
        display_name=_("Show credential and candidacy"),
        help=_("The line about the program’s certificate, and about the admission bar."),
        default=True,
        scope=Scope.settings,
    )
    layout = String(
        display_name=_("Layout"),
        help=_("Compact puts the list of requirements into a table that opens."),
        default=FULL,
        scope=Scope.settings,
    )

    @property
    def shown(self) -> Shown:
        """Return the parts that the block shows. An unknown layout gives the full display."""
        return Shown(
            grades=self.show_grades,
            plan=self.show_plan,
            units=self.show_units,
            pathway=self.show_pathway,
            certificate=self.show_certificate,
            is_compact=self.layout == COMPACT,
        )
