"""Turn an error of this package into a page's response, with the status from ``answers``."""

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


def answer_errors(view: View[P]) -> View[P]:
    """Decorate a view that may raise errors of this package. The visitor gets the site's 404 page or only the status.

    The error is logged.
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
