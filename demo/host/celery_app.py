"""The host's Celery app. The demo has no broker. A task runs in the process that sends the task, after the commit."""

from __future__ import annotations

from celery import Celery

app = Celery("demo", set_as_current=True)
app.config_from_object("django.conf:settings", namespace="CELERY")
