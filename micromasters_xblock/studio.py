"""What Studio needs of the block: the preview, the editor, saving, and what is wrong with the settings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from web_fragments.fragment import Fragment
from xblock.core import XBlock
from xblock.exceptions import JsonHandlerError
from xblock.validation import Validation, ValidationMessage

from micromasters_xblock import gateway
from micromasters_xblock.base import ProgramBlock
from micromasters_xblock.editing import editor_options, refused_fields
from micromasters_xblock.labels import editor_labels
from micromasters_xblock.notice import notice_of
from micromasters_xblock.plan import leaves


class StudioViews(ProgramBlock):
    """Studio's side of the block."""

    has_author_view = True

    def author_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show what learners who have nothing yet will see, or what is missing."""
        try:
            page = self.outline(datetime.now(UTC))
        except gateway.ProgramUnavailable as unavailable:
            return self.fragment("notice.html", notice=notice_of(unavailable.code, self.reader, for_author=True))
        return self.fragment("progress.html", page=page, is_signed_in=True)

    def studio_view(self, context: dict[str, Any] | None = None) -> Fragment:
        """Show the editor."""
        try:
            programs = gateway.list_programs(self.course_run)
        except gateway.ProgramUnavailable as unavailable:
            return self.fragment("notice.html", notice=notice_of(unavailable.code, self.reader, for_author=True))
        options = editor_options(programs)
        labels = editor_labels(self.reader)
        fragment = self.fragment(
            "editor.html",
            say=labels,
            options=options,
            is_gone=bool(self.program_uuid) and all(option.uuid != self.program_uuid for option in options),
            block=self,
            script_config={"failed": labels["failed"], "check": labels["check"]},
        )
        fragment.add_javascript_url(self.runtime.local_resource_url(self, "public/js/editor.js"))
        fragment.initialize_js("MicromastersProgressEditor")
        return fragment

    @XBlock.json_handler
    def save_settings(self, data: Any, suffix: str = "") -> dict[str, str]:
        """Store the editor's fields. Answers 403 to anybody but authors, 400 with field → message to bad values."""
        if not self._may_author():
            raise JsonHandlerError(403, self.reader.gettext("Only the course team may change this."))
        try:
            programs = gateway.list_programs(self.course_run)
        except gateway.ProgramUnavailable as unavailable:
            raise JsonHandlerError(409, notice_of(unavailable.code, self.reader, for_author=True)) from None
        refused = refused_fields(data, programs, self.reader)
        if refused:
            raise JsonHandlerError(400, refused)
        self.display_name = data["display_name"].strip()
        self.program_uuid = data["program_uuid"]
        self.heading = data["heading"].strip()
        return {"result": "success"}

    def validate(self) -> Validation:
        """Tell the course team when no program is chosen, the chosen one is gone, or it does not name this course."""
        validation = super().validate()
        try:
            outline = self.read_outline(datetime.now(UTC))
        except gateway.ProgramUnavailable as unavailable:
            kind = ValidationMessage.WARNING if unavailable.code == "not_chosen" else ValidationMessage.ERROR
            validation.add(ValidationMessage(kind, notice_of(unavailable.code, self.reader, for_author=True)))
            return validation
        if self.course_run and not any(course.is_this_course for course in leaves(outline.requirements)):
            text = self.reader.gettext("This course is not part of the chosen program.")
            validation.add(ValidationMessage(ValidationMessage.WARNING, text))
        return validation

    def _may_author(self) -> bool:
        """Ask Studio who may write; a host without that service says so by the user's staff attribute.

        Neither Studio nor the LMS checks authorship before it calls a handler.
        """
        permissions = self.runtime.service(self, "studio_user_permissions")
        if permissions is not None:
            return bool(permissions.can_write(self.context_key))
        return self.user_attributes.get("edx-platform.user_is_staff") is True
