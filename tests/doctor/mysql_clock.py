"""Check the clock of a MariaDB server.

The program prints whether the database's time is correct in a session with India's time zone.
"""

from __future__ import annotations

from datetime import timedelta

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from micromasters_plugin.doctor.services import database_time  # noqa: E402

if __name__ == "__main__":
    with connection.cursor() as cursor:
        cursor.execute("SET time_zone = '+05:30'")
    # A database may truncate fractions of a second.
    before = timezone.now() - timedelta(seconds=1)
    database_now = database_time()
    print("in UTC" if before <= database_now <= timezone.now() else f"{database_now} is not {timezone.now()}")
