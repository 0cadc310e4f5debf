"""How the REST API refuses: what the package raises on purpose becomes the response that ``answers`` names."""

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
    """A view whose own code raises freely. The error's text, which is for staff, stays in the log."""

    def handle_exception(self, exc: Exception) -> Response:
        return super().handle_exception(_refusal(exc) if isinstance(exc, MicromastersError) else exc)


def _refusal(error: MicromastersError) -> APIException:
    """Not found is told in the words of any address that does not exist."""
    status = answer_to(error).http
    if status == NotFound.status_code:
        return NotFound()
    if status >= 500:
        log.error("The REST API answers %d: %s", status, traced(error))
    refusal = APIException(detail=status.phrase, code=error.code)
    refusal.status_code = status.value
    return refusal
