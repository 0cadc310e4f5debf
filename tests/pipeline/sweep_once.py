"""Run one round of the pipeline, like cron. Tests run this module in a subprocess on MariaDB."""

from __future__ import annotations

import django

django.setup()

from micromasters_plugin import api  # noqa: E402
from tests.pipeline.learners import fill_platform  # noqa: E402

if __name__ == "__main__":
    fill_platform()
    print(api.run_pending())
