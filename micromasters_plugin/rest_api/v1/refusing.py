"""Turn an error of this package into a response of the REST API, with the status from ``answers``."""

from __future__ import annotations

import logging

from rest_framework.exceptions import APIException, NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from micromasters_plugin.answers import answer_to
from micromasters_plugin.exceptions import MicromastersError
from micromasters_plugin.failures import traced

log = logging.getLogger(__name__)


class RefusingView(APIView):
    """A view that may raise errors of this package.

    The response omits the errors' texts, because these texts are for staff.
    """

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_refusal(exc) if isinstance(exc, MicromastersError) else exc)


def _refusal(error: MicromastersError) -> APIException:
    """Return the refusal. A 404 has the same text as the 404 of an unknown address."""
    status = answer_to(error).http
    if status == NotFound.status_code:
        return NotFound()
    if status >= 500:
        log.error("The REST API answers %d: %s", status, traced(error))
    refusal = APIException(detail=status.phrase, code=error.code)
    refusal.status_code = status.value
    return refusal
