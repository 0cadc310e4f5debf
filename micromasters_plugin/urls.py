"""The plugin's pages have these addresses. Never change a credential's address, because holders print the address."""

from __future__ import annotations

from django.urls import path

from micromasters_plugin.rest_api.v1.explanation import ExplanationView
from micromasters_plugin.rest_api.v1.metrics import MetricsView
from micromasters_plugin.views.course_standings import show_course_standings
from micromasters_plugin.views.credential import show_credential

app_name = "micromasters"

urlpatterns = [
    path("micromasters/credentials/<uuid:credential_uuid>/", show_credential, name="credential"),
    path(
        "api/micromasters/v1/programs/<uuid:program_uuid>/explanation/", ExplanationView.as_view(), name="explanation"
    ),
    path("micromasters/courses/<path:course_run>/<uuid:program_uuid>/", show_course_standings, name="course_standings"),
    path("api/micromasters/v1/metrics/", MetricsView.as_view(), name="metrics"),
]
