"""Run on MariaDB in a process of its own: print by how many seconds the database is off for a session in India."""

from __future__ import annotations

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin.doctor.clock import database_time  # noqa: E402

if __name__ == "__main__":
    with connection.cursor() as cursor:
        cursor.execute("SET time_zone = '+05:30'")
    print(abs((timezone.now() - database_time()).total_seconds()))
