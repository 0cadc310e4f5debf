"""Convert a database URL to Django's settings. The database is SQLite, a private MariaDB or a private PostgreSQL."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote, urlsplit


def database_from_url(url: str) -> dict[str, Any]:
    """Return an entry of ``DATABASES`` for the URL of a database.

    The URL is ``sqlite://[/path]``, ``mysql://user@host:port/name`` or ``postgresql://user@host:port/name``. A
    ``mysql`` URL may end in ``?charset=utf8mb3``, which sets the connection's charset.

    Raises:
        ValueError: the URL has another scheme.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite":
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": f"/{name}" if name else ":memory:"}
    if parts.scheme == "mysql":
        _speak_mysql()
        return {
            "ENGINE": "django.db.backends.mysql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname,
            "PORT": str(parts.port),
            "OPTIONS": {
                "charset": parts.query.partition("charset=")[2] or "utf8mb4",
                "init_command": "SET sql_mode='STRICT_TRANS_TABLES'",
            },
            "ATOMIC_REQUESTS": True,
        }
    if parts.scheme == "postgresql":
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "HOST": parts.hostname,
            "PORT": str(parts.port),
            "ATOMIC_REQUESTS": True,
        }
    raise ValueError(f"neither sqlite://, mysql:// nor postgresql://: {url}")


def _speak_mysql() -> None:
    """Use PyMySQL, which needs no compiler, in place of mysqlclient."""
    import pymysql

    # Django requires a minimal version of mysqlclient. PyMySQL has the interface of mysqlclient, but other version
    # numbers.
    pymysql.version_info = (2, 2, 8, "final", 0)
    pymysql.install_as_MySQLdb()
