"""Turn the address in ``DEMO_DB`` into Django's database settings."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def database_from_url(url: str) -> dict[str, Any]:
    """Return settings for ``sqlite:///path/to/file`` or ``mysql://user:password@host:port/name``.

    Raises:
        ValueError: the address has another form.
    """
    parts = urlsplit(url)
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme == "sqlite" and name:
        # An address with four slashes has an absolute path, as in SQLAlchemy: sqlite:////var/lib/demo.sqlite3.
        Path(name).absolute().parent.mkdir(parents=True, exist_ok=True)
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {"timeout": 20}}
    if parts.scheme == "mysql" and name and parts.hostname:
        _speak_mysql()
        return {
            "ENGINE": "django.db.backends.mysql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname,
            "PORT": str(parts.port or 3306),
            "OPTIONS": {"charset": "utf8mb4"},
        }
    raise ValueError(f"DEMO_DB is {url!r}; it must look like sqlite:///path or mysql://user:password@host:port/name")


def _speak_mysql() -> None:
    """Use PyMySQL, which needs no compiler, if the platform's driver mysqlclient is not installed."""
    if find_spec("MySQLdb") is None:
        import pymysql

        pymysql.install_as_MySQLdb()
