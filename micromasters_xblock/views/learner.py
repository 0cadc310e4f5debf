"""Show the page to learners and visitors, refresh the page, and serve the page's data to apps."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import get_language
from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock

from micromasters_xblock import gateway
from micromasters_xblock.page import freshness
from micromasters_xblock.page.notice import notice_of
from micromasters_xblock.page.page import Page, progress_page
from micromasters_xblock.page.specimens import DEFAULT
from micromasters_xblock.views.base import ProgramBlock, Viewer
from micromasters_xblock.views.handling import READING, answers
from micromasters_xblock.views.summary import program_summary, progress_summary
from micromasters_xblock.visibility import Shown
from micromasters_xblock.words.labels import specimen_note


def private(response: Response, **headers: str) -> Response:
    """Add ``headers``, and let only the reader's browser store the answer.

    The browser revalidates the answer before each use.
    """
    kept = {"Cache-Control": "private, no-cache", "Vary": "Cookie, Accept-Language, Accept"}
    response.headers.update([*kept.items(), *headers.items()])
    return response


class LearnerViews(ProgramBlock):
    """The part of the block for the LMS. The views only read, so staff who masquerade change nothing."""

    @XBlock.supports("multi_device")
    def student_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the reader's own progress. Show the outline to a visitor who is not signed in.

        Staff who view the course as an unspecific learner see the progress of an invented learner, never the staff
        member's own progress. A reader who is not in this course gets no slider, because the slider's handler would not
        answer.
        """
        viewer = self.viewer
        if viewer.user_id is None:
            return self.public_view(context)
        now = datetime.now(UTC)
        try:
            if gateway.is_viewed_as_any_learner(self.course_run):
                page, note = self.specimen_page(DEFAULT, now), specimen_note(self.reader)
                return self.fragment("progress.html", page=page, is_signed_in=True, note=note)
            page, etag = self._progress(viewer.user_id, now)
        except gateway.ProgramUnavailable as unavailable:
            return self._notice(unavailable)
        if page.target is not None and not self._is_member(viewer):
            page = replace(page, target=None)
        fragment = self._draw("progress.html", page, etag=etag, team_url=self._team_url(viewer))
        fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/js/progress.js"))
        fragment.initialize_js("MicromastersProgress")
        return fragment

    @XBlock.supports("multi_device")
    def public_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the outline, which has no personal data, to everybody."""
        try:
            page = self.outline(datetime.now(UTC))
        except gateway.ProgramUnavailable as unavailable:
            return self._notice(unavailable)
        return self.fragment("progress.html", page=page, is_signed_in=self.viewer.user_id is not None)

    def student_view_data(self, context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the program's data for apps, without personal data. Return {} if no program can be shown."""
        now = datetime.now(UTC)
        try:
            return program_summary(self.read_outline(now), heading=self.heading)
        except gateway.ProgramUnavailable:
            return {}

    @XBlock.handler
    @answers(*READING)
    def student_view_user_state(self, request: Request, suffix: str = "") -> Response:
        """Answer with the reader's own states as JSON. Answer 404 to people who are not in this course."""
        now = datetime.now(UTC)
        user_id = self._member_id()
        if user_id is None:
            return Response(status=404)
        try:
            progress = gateway.read_progress(self.chosen_program, user_id=user_id, course_run=self.course_run, now=now)
        except gateway.ProgramUnavailable as unavailable:
            return Response(status=unavailable.status)
        return private(Response(json_body=progress_summary(progress, self.shown)))

    @XBlock.handler
    @answers(*READING)
    def refresh(self, request: Request, suffix: str = "") -> Response:
        """Answer with the current page as JSON. People outside this course get 404.

        If the reader's page is current, the answer is 304 and takes two queries.

        The program comes from the block's fields, never from the request.
        """
        now = datetime.now(UTC)
        user_id = self._member_id()
        if user_id is None:
            return Response(status=404)
        try:
            standing = gateway.read_freshness(self.chosen_program, user_id=user_id, now=now)
            known = request.headers.get("If-None-Match", "")
            if freshness.still_holds(known, standing, shown=self._settings(self.shown), now=now):
                return private(Response(status=304))
            page, etag = self._progress(user_id, now)
        except gateway.ProgramUnavailable as unavailable:
            return Response(status=unavailable.status)
        html = self._draw("content.html", page).content
        message = self.reader.gettext("Your progress has changed. %(count)s.", count=page.count)
        return private(Response(json_body={"html": html, "said": message, "etag": etag}), ETag=etag)

    def _draw(self, template: str, page: Page, **values: Any) -> Fragment:
        return self.fragment(
            template, page=page, is_signed_in=True, ask_url=self.runtime.handler_url(self, "plan").rstrip("?"), **values
        )

    def _progress(self, user_id: int, now: datetime) -> tuple[Page, str]:
        progress = gateway.read_progress(self.chosen_program, user_id=user_id, course_run=self.course_run, now=now)
        shown = self.shown
        page = progress_page(progress, heading=self.heading, now=now, reader=self.reader, shown=shown)
        changes = freshness.next_change(progress, now)
        return page, freshness.etag_of(progress.freshness, shown=self._settings(shown), changes=changes)

    def _settings(self, shown: Shown) -> tuple[str, ...]:
        """Return the settings and the language. The page depends on the settings, the language and the standing."""
        return (self.program_uuid, self.heading or "", str(shown), self.course_run, get_language() or "")

    def _team_url(self, viewer: Viewer) -> str:
        """Return the path of the course team's page for course staff.

        Return "" for learners and outside a course run.
        """
        if not viewer.is_staff or not self.course_run:
            return ""
        return gateway.course_standings_path(self.course_run, self.chosen_program)

    def _notice(self, unavailable: gateway.ProgramUnavailable) -> Fragment:
        notice = notice_of(unavailable.code, self.reader, for_author=self.viewer.is_staff)
        return self.fragment("notice.html", notice=notice)

    def _member_id(self) -> int | None:
        """Return the viewer's id if the viewer is in this course.

        Return None for staff who view the course as an unspecific learner, because the id would be the staff member's
        own.
        """
        viewer = self.viewer
        try:
            if not viewer.is_staff and gateway.is_viewed_as_any_learner(self.course_run):
                return None
        except gateway.ProgramUnavailable:
            return None
        return viewer.user_id if self._is_member(viewer) else None

    def _is_member(self, viewer: Viewer) -> bool:
        """Tell whether a person is enrolled in this course or is staff of this course.

        The LMS calls a handler without such a check.
        """
        if viewer.user_id is None:
            return False
        try:
            return gateway.may_see_own_progress(viewer.user_id, self.course_run, is_course_staff=viewer.is_staff)
        except gateway.ProgramUnavailable:
            return False
