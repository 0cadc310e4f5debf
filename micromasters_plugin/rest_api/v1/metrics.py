"""Serve metrics to a scraper. Only staff accounts have access, with a session or a JWT."""

from __future__ import annotations

from typing import Any

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework.authentication import SessionAuthentication
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from micromasters_plugin import api
from micromasters_plugin.rest_api.v1.authentication import SignedJwtAuthentication
from micromasters_plugin.rest_api.v1.open_metrics import CONTENT_TYPE, write_metrics
from micromasters_plugin.rest_api.v1.permissions import MayReadMetrics
from micromasters_plugin.rest_api.v1.refusing import RefusingView


class OpenMetricsRenderer(BaseRenderer):
    """A renderer that leaves text unchanged, and writes a refusal as an OpenMetrics comment."""

    media_type = "application/openmetrics-text"
    format = "openmetrics"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        return (data if isinstance(data, str) else f"# {data['detail']}\n").encode()


@method_decorator(never_cache, "dispatch")
class MetricsView(RefusingView):
    """A view that answers GET with the figures of ``api.read_metrics`` as OpenMetrics text."""

    authentication_classes = (SignedJwtAuthentication, SessionAuthentication)
    permission_classes = (MayReadMetrics,)
    renderer_classes = (OpenMetricsRenderer,)
    metadata_class = None  # OPTIONS would answer with metadata, which is no metric

    def get(self, request: Request) -> Response:
        return Response(write_metrics(api.read_metrics()), content_type=CONTENT_TYPE)
