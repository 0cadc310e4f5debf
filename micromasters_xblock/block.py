"""The block ``micromasters_progress``: its views for learners. What Studio needs of it is in ``studio``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.utils.text import slugify
from opaque_keys.edx.locator import CourseLocator
from web_fragments.fragment import Fragment
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock

from micromasters_xblock import gateway
from micromasters_xblock.fields import ProgressFieldsMixin
from micromasters_xblock.labels import progress_labels
from micromasters_xblock.notice import notice_of
from micromasters_xblock.page import Page, outline_page, progress_page
from micromasters_xblock.reader import Reader
from micromasters_xblock.rendering import render
from micromasters_xblock.studio import StudioMixin

if TYPE_CHECKING:
    from micromasters_plugin.data import LearnerProgress


@XBlock.needs("i18n")
@XBlock.wants("user", "studio_user_permissions")
class MicromastersProgressBlock(StudioMixin, ProgressFieldsMixin, XBlock):
    """A learner's progress in a program, shown inside a course. Reads only; it has no score and no completion."""

    has_score = False
    icon_class = "other"
    completion_mode = XBlockCompletionMode.EXCLUDED

    @XBlock.supports("multi_device")
    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the reader's own progress; to somebody who is not signed in, the outline."""
        return self._view(self._reader_id())

    @XBlock.supports("multi_device")
    def public_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the outline: no personal data, whoever asks."""
        return self._view(None)

    def _view(self, user_id: int | None) -> Fragment:
        now = datetime.now(UTC)
        try:
            page = self.outline(now) if user_id is None else self._progress(user_id, now)
        except gateway.ProgramUnavailable as unavailable:
            return self.fragment("notice.html", notice=notice_of(unavailable.code, self.reader, for_author=False))
        return self.fragment("progress.html", page=page, is_signed_in=user_id is not None)

    def _progress(self, user_id: int, now: datetime) -> Page:
        progress = gateway.read_progress(self.chosen_program, user_id=user_id, course_run=self.course_run, now=now)
        return progress_page(progress, heading=self.heading, now=now, reader=self.reader)

    def outline(self, now: datetime) -> Page:
        """Return the program as anybody may see it.

        Raises:
            ProgramUnavailable: none is chosen, it is gone, or the plugin's app is not installed.
        """
        return outline_page(self.read_outline(now), heading=self.heading, now=now, reader=self.reader)

    def read_outline(self, now: datetime) -> LearnerProgress:
        """Return the chosen program's outline; raises as ``outline``."""
        return gateway.read_outline(self.chosen_program, course_run=self.course_run, now=now)

    @property
    def chosen_program(self) -> str:
        """Uuid of the program. Raises ``ProgramUnavailable`` where none is chosen."""
        if not self.program_uuid:
            raise gateway.ProgramUnavailable("not_chosen")
        return self.program_uuid

    def _reader_id(self) -> int | None:
        """Return the platform's id of the signed-in (or masqueraded) learner."""
        attributes = self.user_attributes
        return attributes.get("edx-platform.user_id") if attributes.get("edx-platform.is_authenticated") else None

    @property
    def user_attributes(self) -> dict[str, Any]:
        """What the host says of the person who looks; {} where it has no user service."""
        service = self.runtime.service(self, "user")
        return service.get_current_user().opt_attrs if service else {}

    @property
    def reader(self) -> Reader:
        """The language of the person who looks."""
        return Reader(self.runtime.service(self, "i18n"))

    @property
    def course_run(self) -> str:
        """Key of the course run that the block is in, without Studio's branch; "" in a library."""
        key = self.context_key
        return str(key.for_branch(None)) if isinstance(key, CourseLocator) else ""

    def fragment(self, template: str, **values: Any) -> Fragment:
        """Return a template of this package with the block's style sheet; ids in it start with ``block_id``."""
        words = {"say": progress_labels(self.reader), "block_id": f"mm-{slugify(self.scope_ids.usage_id)}"}
        fragment = Fragment(render(template, **{**words, **values}))
        fragment.add_css_url(self.runtime.local_resource_url(self, "public/css/progress.css"))
        return fragment
