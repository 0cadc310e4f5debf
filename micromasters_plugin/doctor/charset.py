"""Check that the connection to MySQL carries every character. That of Django 4.2 does not by default.

This package keeps its own texts all the same. The platform's tables and the admin's log do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from micromasters_plugin.data import Finding, Severity

FULL = "utf8mb4"
REMEDY = "Set `DATABASES['default']['OPTIONS']['charset'] = 'utf8mb4'` for every process, and start them again."


def check(now: datetime) -> Iterator[Finding]:
    """Ask MySQL for the charsets of this connection. One query; none on other databases."""
    if connection.vendor != "mysql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT @@character_set_client, @@character_set_connection, @@character_set_results")
        found = [charset for charset in dict.fromkeys(cursor.fetchone()) if charset != FULL]
    if found:
        text = (
            f"the connection's charset is {', '.join(map(str, found))}: names and titles with characters beyond U+FFFF,"
            " such as 𠮷 and emoji, are refused where the platform writes them, and read as question marks"
        )
        yield Finding("connection_charset", Severity.WARNING, text, REMEDY)
