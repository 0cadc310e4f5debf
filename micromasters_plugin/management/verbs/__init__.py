"""List the verbs of ``manage.py micromasters``.

Each family of verbs has a module, and ``FAMILIES`` lists the modules.
"""

from __future__ import annotations

from micromasters_plugin.management.verbs import (
    credentials,
    exams,
    exports,
    learners,
    ledgers,
    overrides,
    people,
    pipeline,
    previews,
    programs,
    reconciling,
    retiring,
    watching,
)

#: Each module's ``add(verbs)`` declares its verbs. ``micromasters --help`` lists the verbs in this order.
FAMILIES = (
    programs,
    retiring,
    previews,
    pipeline,
    reconciling,
    exams,
    learners,
    overrides,
    credentials,
    ledgers,
    exports,
    people,
    watching,
)
