"""Show the block in Studio: preview and edit the block, save its fields, and warn about the settings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from web_fragments.fragment import Fragment
from webob import Request, Response
from xblock.core import XBlock
from xblock.validation import Validation, ValidationMessage

from micromasters_xblock import gateway
from micromasters_xblock.drawing.rendering import style_sheet
from micromasters_xblock.page.notice import notice_of, preview_of_notice
from micromasters_xblock.page.specimens import CODES, DEFAULT, specimen_names
from micromasters_xblock.views.base import ProgramBlock
from micromasters_xblock.views.checking import problems_of
from micromasters_xblock.views.editing import SWITCHES, editor_options, plain, refused_fields
from micromasters_xblock.views.handling import READING, answers, json_answer, read_json
from micromasters_xblock.words.labels import editor_labels, preview_labels

#: A list with at least this many programs has a search field.
LONG_LIST = 7


class StudioViews(ProgramBlock):
    """The part of the block for Studio."""

    has_author_view = True

    def author_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show an invented learner whose state authors can switch. Without a program, show the learners' notice.

        Studio shows the messages of ``validate`` above the preview.
        """
        now = datetime.now(UTC)
        try:
            outline = self.read_outline(now)
        except gateway.ProgramUnavailable:
            return self.fragment("notice.html", notice=preview_of_notice(self.reader))
        fragment = self.fragment(
            "preview.html",
            page=self.specimen_page(DEFAULT, now),
            is_signed_in=True,
            names=specimen_names(outline, now=now, reader=self.reader),
            chosen=DEFAULT,
            preview=preview_labels(self.reader),
        )
        fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/js/preview.js"))
        fragment.initialize_js("MicromastersProgressPreview")
        return fragment

    @XBlock.handler
    @answers(*READING)
    def specimen(self, request: Request, suffix: str = "") -> Response:
        """Answer with the preview of the invented learner that ``?code=`` names.

        Users who are not authors get a 404.
        """
        code = request.GET.get("code", "")
        if not self._may_author() or code not in CODES:
            return Response(status=404)
        try:
            page = self.specimen_page(code, datetime.now(UTC))
        except gateway.ProgramUnavailable as unavailable:
            return Response(status=unavailable.status)
        return Response(self.fragment("content.html", page=page, is_signed_in=True).content)

    def studio_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the editor."""
        try:
            programs = gateway.list_programs(self.course_run)
        except gateway.ProgramUnavailable as unavailable:
            return self.fragment("notice.html", notice=notice_of(unavailable.code, self.reader, for_author=True))
        options = editor_options(programs, self.course)
        labels = editor_labels(self.reader)
        fragment = self.fragment(
            "editor.html",
            is_long=len(options) > LONG_LIST,
            say=labels,
            options=options,
            is_gone=bool(self.program_uuid) and all(option.uuid != self.program_uuid for option in options),
            block=self,
            switches=[(name, labels[name], getattr(self, name)) for name in SWITCHES],
            script_config={name: labels[name] for name in ("failed", "check", "found", "not_saved")},
        )
        fragment.add_css(style_sheet("editor.css"))
        fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/js/editor.js"))
        fragment.initialize_js("MicromastersProgressEditor")
        return fragment

    @XBlock.handler
    @answers("POST")
    def save_settings(self, request: Request, suffix: str = "") -> Response:
        """Store the editor's fields.

        Answer 403 to people who are not authors. Answer 400 with a message for each field if values are invalid.
        """
        if not self._may_author():
            return json_answer(403, self.reader.gettext("Only the course team may change this."))
        try:
            data = read_json(request)
        except ValueError:
            return json_answer(400, "Invalid JSON")
        try:
            programs = gateway.list_programs(self.course_run)
        except gateway.ProgramUnavailable as unavailable:
            return json_answer(409, notice_of(unavailable.code, self.reader, for_author=True))
        refused = refused_fields(data, programs, self.reader)
        if refused:
            return json_answer(400, refused)
        self.display_name = plain(data["display_name"])
        self.program_uuid = data["program_uuid"]
        self.heading = plain(data["heading"])
        for name in ("layout", *SWITCHES):
            if name in data:
                setattr(self, name, data[name])
        return json_answer(200, {"result": "success"})

    def validate(self) -> Validation:
        """Tell the course team about missing settings and about problems for learners."""
        validation = super().validate()
        try:
            now = datetime.now(UTC)
            outline = self.read_outline(now)
        except gateway.ProgramUnavailable as unavailable:
            kind = ValidationMessage.WARNING if unavailable.code == "not_chosen" else ValidationMessage.ERROR
            validation.add(ValidationMessage(kind, notice_of(unavailable.code, self.reader, for_author=True)))
            return validation
        for text in problems_of(outline, in_course=bool(self.course_run), now=now, reader=self.reader):
            validation.add(ValidationMessage(ValidationMessage.WARNING, text))
        return validation

    def _may_author(self) -> bool:
        """Ask Studio whether the person may write in the course.

        In the LMS, which has no such service, no user may write. In a library, the user's staff attribute contains
        Studio's answer. Studio and the LMS call a handler without a check of authorship.
        """
        permissions = self.runtime.service(self, "studio_user_permissions")
        if permissions is not None:
            return bool(permissions.can_write(self.context_key))
        if self.context_key.is_course:
            return False
        return self.viewer.is_staff
