"""The host's app. The app connects the plugin's receivers, as the LMS does, and prepares SQLite."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from edx_django_utils.plugins import connect_plugin_receivers

from host.settings import PROJECT_TYPE


class HostConfig(AppConfig):
    """The Django app of the host, which connects the plugin's receivers."""

    name = "host"
    verbose_name = "Demo host"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # This import binds shared tasks to the host's Celery app.
        import_module("host.celery_app")
        connection_created.connect(prepare_sqlite, dispatch_uid="host.prepare_sqlite")
        connect_plugin_receivers(PROJECT_TYPE)


def prepare_sqlite(connection: Any, **kwargs: Any) -> None:
    """Let SQLite's readers work while a writer works.

    SQLite forces data to the disk only at checkpoints, because a demo may lose data after a power cut.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA synchronous = NORMAL")
