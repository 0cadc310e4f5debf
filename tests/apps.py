"""Declare the app of the test host. The app connects the plugins' receivers, like the platform."""

from __future__ import annotations

from django.apps import AppConfig
from edx_django_utils.plugins import connect_plugin_receivers


class HostConfig(AppConfig):
    """The test host's app is loaded last, after every plugin."""

    name = "tests"
    label = "tests"

    def ready(self) -> None:
        connect_plugin_receivers("lms.djangoapp")
