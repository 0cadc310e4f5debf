"""Define the base of the block's views: the viewer, the language, the course, and the chosen program's outline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from opaque_keys.edx.locator import CourseLocator
from web_fragments.fragment import Fragment
from xblock.core import XBlock

from micromasters_xblock import gateway
from micromasters_xblock.drawing.rendering import render_styled
from micromasters_xblock.fields import ProgressFieldsMixin
from micromasters_xblock.page.page import Page, outline_page, progress_page
from micromasters_xblock.page.specimens import specimen
from micromasters_xblock.words.labels import progress_labels
from micromasters_xblock.words.reader import Reader

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress

#: Most requests ask for the same few blocks.
_slug = lru_cache(maxsize=1024)(slugify)


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person for whom the block is rendered.

    ``user_id`` is the masqueraded learner's id if staff masquerade, and None for a visitor. ``is_staff`` marks course
    staff.
    """

    user_id: int | None
    is_staff: bool


class ProgramBlock(ProgressFieldsMixin, XBlock):
    """A block with a program. Subclasses add the views."""

    def outline(self, now: datetime) -> Page:
        """Return the public view of the program.

        Raises:
            ProgramUnavailable: no program is chosen, the program was deleted, or the plugin's app is not installed.
        """
        return outline_page(self.read_outline(now), heading=self.heading, now=now, reader=self.reader, shown=self.shown)

    def read_outline(self, now: datetime) -> LearnerProgress:
        """Return the chosen program's outline. The method raises the same error as ``outline``."""
        return gateway.read_outline(self.chosen_program, course_run=self.course_run, now=now)

    def specimen_page(self, code: str, now: datetime) -> Page:
        """Return the page of an invented learner in the state ``code``.

        The method raises the same error as ``outline``.
        """
        learner = specimen(self.read_outline(now), code, now=now)
        return progress_page(learner, heading=self.heading, now=now, reader=self.reader, shown=self.shown)

    @property
    def chosen_program(self) -> str:
        """Return the uuid of the program. Raise ``ProgramUnavailable`` if no program is chosen."""
        if not self.program_uuid:
            raise gateway.ProgramUnavailable("not_chosen")
        return self.program_uuid

    @property
    def viewer(self) -> Viewer:
        """Return the viewer that the host's user service names. Return a visitor if the host has no user service."""
        attributes = self._user_attributes
        user_id = attributes.get("edx-platform.user_id") if attributes.get("edx-platform.is_authenticated") else None
        return Viewer(user_id, is_staff=attributes.get("edx-platform.user_is_staff") is True)

    @cached_property
    def reader(self) -> Reader:
        """Return the viewer's language and time zone.

        A host makes a new block for each request, so the block caches the language and the time zone.

        The platform's page of dates uses the same preference for the time zone.
        """
        preferences = self._user_attributes.get("edx-platform.user_preferences") or {}
        return Reader(self.runtime.service(self, "i18n"), zone=preferences.get("time_zone") or "")

    @cached_property
    def _user_attributes(self) -> dict[str, Any]:
        """Return the host's attributes of the viewer. Return {} if the host has no user service."""
        service = self.runtime.service(self, "user")
        return service.get_current_user().opt_attrs if service else {}

    @cached_property
    def course_run(self) -> str:
        """Return the key of the block's course run, without Studio's branch. Return "" in a library or a CCX.

        A custom course (CCX) is no run of the program's course, because the platform issues no certificates there.
        """
        key = self.context_key
        is_run = isinstance(key, CourseLocator) and not hasattr(key, "ccx")
        return str(key.for_branch(None)) if is_run else ""

    @property
    def course(self) -> str:
        """Return ORG+NUMBER of the block's course, as programs name the course. Return "" if ``course_run`` is ""."""
        return f"{self.context_key.org}+{self.context_key.course}" if self.course_run else ""

    def fragment(self, template: str, **values: Any) -> Fragment:
        """Render a template with the block's style sheet. The template's ids start with ``block_id``."""
        words = {
            "say": progress_labels(self.reader),
            "block_id": f"mm-{_slug(str(self.scope_ids.usage_id))}",
            "note": "",
        }
        html, style = render_styled(template, **{**words, **values})
        fragment = Fragment(html)
        fragment.add_css(style)
        return fragment
