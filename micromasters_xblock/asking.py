"""The answer to "what do I need?", for the block's script and for browsers without one.

Reads only: a target is sent by GET, so there is nothing that another site could forge.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from django.utils.translation import get_language, get_language_bidi
from webob import Request, Response
from xblock.core import XBlock

from micromasters_xblock import gateway
from micromasters_xblock.handling import READING, answers
from micromasters_xblock.learner import LearnerViews, private
from micromasters_xblock.rendering import render
from micromasters_xblock.target import Answer, answer_of

#: A ratio of at most four places, as a slider sends it.
COMPOSITE = re.compile(r"0|1|0\.[0-9]{1,4}|1\.0{1,4}")


class AskingViews(LearnerViews):
    """The learner's views, with the handler behind the target slider."""

    @XBlock.handler
    @answers(*READING)
    def plan(self, request: Request, suffix: str = "") -> Response:
        """Answer what ``?composite=`` takes: as JSON to the block's script, else as the whole page with the answer.

        404 to whoever is not in this course or where the plan is not shown, 400 to what is no composite.
        """
        now = datetime.now(UTC)
        user_id = self._member_id()
        if user_id is None or not (self.show_plan and self.show_grades):
            return Response(status=404)
        composite = request.GET.get("composite", "")
        if not COMPOSITE.fullmatch(composite):
            return Response(status=400)
        try:
            planned = gateway.plan_for(self.chosen_program, user_id=user_id, composite=Decimal(composite), now=now)
            answer = answer_of(planned, reader=self.reader)
            if request.headers.get("Accept") == "application/json":
                html = render("elements/answer.html", answer=answer)
                return private(Response(json_body={"html": html, "said": answer.said}))
            return private(Response(self._document(user_id, composite, answer, now)))
        except gateway.ProgramUnavailable:
            return Response(status=404)

    def _document(self, user_id: int, composite: str, answer: Answer, now: datetime) -> str:
        """Return the block as a page of its own, with the slider where it was and the answer below."""
        page, _ = self._progress(user_id, now)
        if page.target is not None:
            page = replace(page, target=replace(page.target, value=composite), answer=answer)
        direction = "rtl" if get_language_bidi() else "ltr"
        return self._draw("document.html", page, language=get_language() or "en", direction=direction).content
