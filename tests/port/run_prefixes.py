"""Search thousands of course runs for a course. This program prints the query plan and the found runs."""

from __future__ import annotations

import json

import django

django.setup()

from django.db import connection  # noqa: E402

from micromasters_plugin.platform.edxapp.prefixes import filter_by_prefix  # noqa: E402
from micromasters_plugin.programs.models import TrackedRun  # noqa: E402

OTHERS = 3000
WANTED = ["course-v1:Ex+7x+2025", "course-v1:Ex+7x+2026"]
PREFIXES = ["course-v1:Ex+7x+", "Ex/7x/"]


def main() -> None:
    keys = [*WANTED, *(f"course-v1:Ex+o{number}x+2026" for number in range(OTHERS))]
    TrackedRun.objects.bulk_create(TrackedRun(course="Ex+x", run_key=key) for key in keys)
    rows = filter_by_prefix(TrackedRun.objects.all(), "run_key", PREFIXES)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE TABLE micromasters_trackedrun" if connection.vendor == "mysql" else "ANALYZE")
    plan = rows.explain()
    print(json.dumps({"found": sorted(row.run_key for row in rows), "plan": plan}))


if __name__ == "__main__":
    main()
