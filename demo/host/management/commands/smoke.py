"""Test the demo over HTTP, from a grade to a candidate, on a temporary server with a temporary database."""

from __future__ import annotations

from subprocess import SubprocessError
from typing import Any

import requests
from django.core.management.base import BaseCommand, CommandError

from host.server import running_demo
from host.smoke import SmokeError, drive


class Command(BaseCommand):
    """See ``host.smoke``."""

    help = "Start the demo on a free port, drive grade, progress, credential and candidate over HTTP, stop it."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with running_demo() as url:
                drive(url, say=self.stdout.write)
        except (SmokeError, RuntimeError, SubprocessError, requests.RequestException) as error:
            raise CommandError(f"smoke: {error}") from error
        self.stdout.write("smoke: ok")
