"""Fill the demo with data, and list the people as whom visitors can sign in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.test.utils import override_settings
from django.utils import timezone

from host.people import STAFF
from host.progress_bar import ProgressBar
from host.seeding import seed
from host.stories import STORIES


class Command(BaseCommand):
    """See ``host.seeding``."""

    help = "Create people, course runs, programs and learners at every stage. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        with override_settings(MICROMASTERS_TASK_DELAY_SECONDS=-1):
            seed(now=timezone.now(), bar=ProgressBar("Seeding"))
        self.stdout.write(f"\nOpen {settings.DEMO_URL} and sign in with one click as any of these:\n\n")
        for person in (*STAFF, *(story.person for story in STORIES)):
            self.stdout.write(f"  {person.username:<11} {person.first_name} {person.last_name}: {person.story}\n")
        self.stdout.write(
            "\nLook at /courses/ (the block as learners meet it), /studio/ (as the course team does),\n"
            "/gradebook/ (give grades, as program staff) and /admin/ (programs, standings, credentials, candidates).\n"
        )
