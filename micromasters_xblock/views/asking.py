"""Answer requests for a plan, which the block's script and browsers without scripts send.

The handler only reads. A browser sends a target by GET, so the form needs no CSRF token.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, get_language_bidi
from webob import Request, Response
from xblock.core import XBlock

from micromasters_xblock import gateway
from micromasters_xblock.drawing.rendering import render
from micromasters_xblock.page.target import PlanAnswer, answer_of
from micromasters_xblock.views.handling import READING, answers
from micromasters_xblock.views.learner import LearnerViews, private

if TYPE_CHECKING:
    from micromasters_plugin.data import Plan

#: This pattern matches a composite with at most four places, which is the format that the slider sends.
COMPOSITE = re.compile(r"0|1|0\.[0-9]{1,4}|1\.0{1,4}")


class AskingViews(LearnerViews):
    """The learner's views, together with the handler of the target slider."""

    @XBlock.handler
    @answers(*READING)
    def plan(self, request: Request, suffix: str = "") -> Response:
        """Answer with the plan for ``?composite=``. The block's script gets JSON, and other clients get a whole page.

        One answer to the script has every stop of the slider. Answer 404 if the person is outside this course or the
        plan is hidden. Answer 400 if the composite is invalid, and 429 after too many requests.
        """
        now = datetime.now(UTC)
        user_id = self._member_id()
        if user_id is None or not (self.show_plan and self.show_grades):
            return Response(status=404)
        composite = request.GET.get("composite", "")
        if not COMPOSITE.fullmatch(composite):
            return Response(status=400)
        is_script = request.headers.get("Accept") == "application/json"
        try:
            seconds = gateway.seconds_to_wait(user_id)
            if seconds:
                message = self.reader.gettext(
                    "That was asked too often. What is shown still holds; try again in a minute."
                )
                body = (
                    {"json_body": {"said": message}}
                    if is_script
                    else {"body": self._document(user_id, composite, PlanAnswer(message), now)}
                )
                return private(Response(status=429, **body), **{"Retry-After": str(seconds)})
            if is_script:
                return private(Response(json_body=self._all_stops(user_id, Decimal(composite), now)))
            (planned,) = self._plans(user_id, [Decimal(composite)], now)
            return private(Response(self._document(user_id, composite, answer_of(planned, reader=self.reader), now)))
        except gateway.ProgramUnavailable as unavailable:
            return Response(status=unavailable.status)

    def _all_stops(self, user_id: int, composite: Decimal, now: datetime) -> dict[str, Any]:
        """Return the answer for ``composite``. The key ``stops`` has the answer for each stop of the slider."""
        page, _ = self._progress(user_id, now)
        stops = page.target.stops if page.target is not None else []
        answers = {f"{plan.composite_target:.2f}": self._part(plan) for plan in self._plans(user_id, stops, now)}
        if composite in stops:
            return {**answers[f"{composite:.2f}"], "stops": answers}
        (planned,) = self._plans(user_id, [composite], now)
        return {**self._part(planned), "stops": answers}

    def _plans(self, user_id: int, composites: list[Decimal], now: datetime) -> list[Plan]:
        return gateway.plans_for(self.chosen_program, user_id=user_id, composites=composites, now=now)

    def _part(self, plan: Plan) -> dict[str, str]:
        answer = answer_of(plan, reader=self.reader)
        return {"html": render("elements/answer.html", answer=answer), "said": answer.summary}

    def _document(self, user_id: int, composite: str, answer: PlanAnswer, now: datetime) -> str:
        """Return the block as a whole page, with the slider at the sent target and with the answer below the slider."""
        page, _ = self._progress(user_id, now)
        if page.target is not None:
            page = replace(page, target=replace(page.target, value=composite), answer=answer)
        direction = "rtl" if get_language_bidi() else "ltr"
        return self._draw("document.html", page, language=get_language() or "en", direction=direction).content
