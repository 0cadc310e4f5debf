"""List the fixed words of the templates: headings, labels and texts for screen readers.

The templates contain no words, because Django's tags do not use the block's i18n service.
"""

from __future__ import annotations

from collections.abc import Mapping

from micromasters_xblock.words.reader import Reader


def _(text: str) -> str:
    """Mark ``text`` for translation."""
    return text


_PROGRESS = {
    "this_course": _("This course"),
    "requirements": _("Requirements"),
    "bars_key": _("Passing grade at the tick"),
    "grade": _("Grade"),
    "passing_grade": _("Passing grade"),
    "composite": _("Composite so far"),
    "next": _("What to do next"),
    "begin": _("How to begin"),
    "ask": _("What do I need?"),
    "target": _("Composite to reach, with the credential"),
    "answer": _("Show what I need"),
    "ask_failed": _("This could not be worked out at the moment. Try again later."),
    "folded": _("The other requirements are in the table below."),
    "table": _("The same as a table"),
    "requirement": _("Requirement"),
    "state": _("State"),
    "none": _("none"),
    "halves": _("Both halves of the degree"),
    "whole": _("The program at a glance"),
    "online": _("Online"),
    "units": _("Units of knowledge"),
    "leads_to": _("What it leads to"),
    "team": _("How this course’s learners stand in the program"),
    "sign_in": _("Sign in to see your own progress here."),
    "enroll": _("Enroll to see your own progress here."),
}


class Labels:
    """Words by name.

    Translate each label when a template uses the label, because a page shows about half of the labels.
    """

    def __init__(self, messages: Mapping[str, str], reader: Reader):
        self._messages = messages
        self._reader = reader

    def __getitem__(self, name: str) -> str:
        return self._reader.gettext(self._messages[name])


def progress_labels(reader: Reader) -> Labels:
    """Return the words of ``progress.html``."""
    return Labels(_PROGRESS, reader)


def specimen_note(reader: Reader) -> str:
    """Return the note for staff who view the course as a learner."""
    return reader.gettext("An invented learner: you view this course as a learner, but as nobody in particular.")


def editor_labels(reader: Reader) -> dict[str, str]:
    """Return the words of ``editor.html`` and of the editor's script."""
    _ = reader.gettext
    return {
        "program": _("Program"),
        "program_help": _("The program whose progress learners see. Those that name this course come first."),
        "choose": _("Choose a program"),
        "gone": _("The program chosen before no longer exists."),
        "no_programs": _("This site has no programs yet. Its operator imports them."),
        "names_course": _("With this course"),
        "others": _("Other programs"),
        "search": _("Search programs"),
        "found": _("Programs found: %(number)s"),
        "heading": _("Heading"),
        "heading_help": _("Shown in place of the program’s title. Leave empty to show the title."),
        "display_name": _("Display name"),
        "display_name_help": _("The name of this component in the course outline."),
        "show": _("What to show"),
        "show_grades": _("Grades"),
        "show_plan": _("The plan: what to do next"),
        "show_units": _("Units of knowledge"),
        "show_pathway": _("The pathway to campus"),
        "show_certificate": _("Credential and candidacy"),
        "layout": _("Layout"),
        "full": _("Full: the list of requirements"),
        "compact": _("Compact: one strip, and the list in a table that opens"),
        "save": _("Save"),
        "cancel": _("Cancel"),
        "failed": _("This was not saved. Try again; if it keeps happening, tell the site’s operator."),
        "check": _("This was not saved. Check what is marked below."),
        "not_saved": _("Not saved"),
    }


def preview_labels(reader: Reader) -> dict[str, str]:
    """Return the words above the preview in Studio."""
    _ = reader.gettext
    return {
        "choose": _("Specimen learner"),
        "note": _("Invented, to show what learners meet in each state."),
        "failed": _("The preview could not be loaded."),
    }
