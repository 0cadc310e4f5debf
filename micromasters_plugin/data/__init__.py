"""What the package hands to others: frozen data, no Django, no models.

Grades are exact decimals in 0–1 with 4 places; instants are aware datetimes in UTC; course runs are
``str`` keys such as ``course-v1:MITx+CTL.SC0x+3T2026``. Whatever a starting process loads imports the one module of
this package that it needs; all of them are loaded at the first question.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from micromasters_plugin.lazily import offer

if TYPE_CHECKING:
    from micromasters_plugin.data.records import *  # noqa: F403

__getattr__, __dir__ = offer(__name__, "records")
