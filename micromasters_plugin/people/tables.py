"""List every table of the package for export, erasure and the search for names. Each subpackage declares its tables.

Register a new subpackage with tables here.
"""

from __future__ import annotations

from micromasters_plugin.admissions import personal as admissions
from micromasters_plugin.credentials import personal as credentials
from micromasters_plugin.database.personal import Table
from micromasters_plugin.inbox import personal as inbox
from micromasters_plugin.ledger import personal as ledger
from micromasters_plugin.outbox import personal as outbox
from micromasters_plugin.overrides import personal as overrides
from micromasters_plugin.pipeline import personal as pipeline
from micromasters_plugin.programs import personal as programs
from micromasters_plugin.standings import personal as standings

#: These modules declare the subpackages' tables, in lock order. The ledger is last.
ROOMS = (programs, inbox, pipeline, standings, outbox, admissions, credentials, overrides, ledger)

TABLES: tuple[Table, ...] = tuple(
    sorted((table for room in ROOMS for table in room.TABLES), key=lambda table: table.turn)
)

#: These tables have rows that belong to a person.
HOLDINGS = tuple(table for table in TABLES if table.path)
