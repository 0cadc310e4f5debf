"""The host's Celery app. There is no broker. Tasks run in the sending process, after the commit."""

from __future__ import annotations

from celery import Celery

app = Celery("demo", set_as_current=True)
app.config_from_object("django.conf:settings", namespace="CELERY")
