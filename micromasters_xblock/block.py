"""The block ``micromasters_progress``: its views for learners. What Studio needs of it is in ``studio``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from web_fragments.fragment import Fragment
from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock

from micromasters_xblock import gateway
from micromasters_xblock.notice import notice_of
from micromasters_xblock.page import Page, progress_page
from micromasters_xblock.studio import StudioViews


@XBlock.needs("i18n")
@XBlock.wants("user", "studio_user_permissions")
class MicromastersProgressBlock(StudioViews):
    """A learner's progress in a program, shown inside a course. Reads only; it has no score and no completion."""

    has_score = False
    icon_class = "other"
    completion_mode = XBlockCompletionMode.EXCLUDED
    # Without it the LMS shows staff who view the course as a specific learner a sentence instead of the block.
    show_in_read_only_mode = True

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

    def _reader_id(self) -> int | None:
        """Return the platform's id of the signed-in (or masqueraded) learner."""
        attributes = self.user_attributes
        return attributes.get("edx-platform.user_id") if attributes.get("edx-platform.is_authenticated") else None
