"""How a page refuses: what the package raises on purpose becomes the response that ``answers`` names."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse

from micromasters_plugin.answers import answer_to
from micromasters_plugin.exceptions import MicromastersError
from micromasters_plugin.failures import traced

log = logging.getLogger(__name__)

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def refuse_calmly(view: View[P]) -> View[P]:
    """Let a view raise freely: who asks gets the site's page of what is not found, or the status alone.

    The error, whose text is for staff, is in the log.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except MicromastersError as error:
            status = answer_to(error).http
            if status == 404:
                raise Http404 from None
            log.error("A page answers %d: %s", status, traced(error))
            return HttpResponse(status.phrase, status=status.value, content_type="text/plain; charset=utf-8")

    return answer
