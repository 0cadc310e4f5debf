"""Run a private MariaDB with one database, which has the project's migrated tables."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Collection
from pathlib import Path

import pymysql

from tests.needs import SEARCH_PATH
from tests.services.processes import run_module
from tests.services.server import PrivateServer

DATABASE = "micromasters"
# The tables that only Django's migrations fill.
KEPT_TABLES = {"django_migrations", "django_content_type", "auth_permission"}


class PrivateMariaDB(PrivateServer):
    """Root signs in over TCP without a password. Only this machine can connect."""

    def __init__(self, program: str, directory: Path):
        super().__init__(program, directory)
        self.data = directory / "data"

    @property
    def url(self) -> str:
        """The URL of the database, in the form of ``MICROMASTERS_TEST_DB``."""
        return f"mysql://root@127.0.0.1:{self.port}/{DATABASE}"

    def install(self) -> None:
        """Create the server's own tables."""
        installer = shutil.which("mariadb-install-db", path=SEARCH_PATH)
        assert installer, "mariadb-install-db comes with mariadbd"
        subprocess.run(
            [
                installer,
                "--no-defaults",
                f"--user={getpass.getuser()}",
                f"--datadir={self.data}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ],
            check=True,
            capture_output=True,
        )

    def command(self) -> list[str]:
        return [
            self.program,
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={self.data}",
            f"--socket={self.directory / 'server.sock'}",
            f"--pid-file={self.directory / 'server.pid'}",
            f"--port={self.port}",
            "--bind-address=127.0.0.1",
            "--skip-networking=0",
            "--skip-log-bin",
            "--innodb-buffer-pool-size=64M",
            # No commit waits for the disk. Data still survives a killed server, which is the only crash that a test
            # causes.
            "--innodb-flush-log-at-trx-commit=2",
        ]

    def is_ready(self) -> bool:
        try:
            self.connect().close()
        except pymysql.err.OperationalError:
            return False
        return True

    def connect(self, database: str | None = None) -> pymysql.connections.Connection:
        """Open a connection in autocommit mode without Django."""
        return pymysql.connect(host="127.0.0.1", port=self.port, user="root", database=database, autocommit=True)

    def migrate(self) -> None:
        """Create the database and apply every migration."""
        with self.connect() as connection, connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {DATABASE} CHARACTER SET utf8mb4")
        run_module("django", "migrate", "--verbosity", "0", database_url=self.url)

    def empty(self, *, but: Collection[str] = ()) -> None:
        """Delete every row, as on a fresh site, except the rows of the tables in ``but``."""
        with self.connect(DATABASE) as connection, connection.cursor() as cursor:
            cursor.execute("SHOW TABLES")
            tables = {row[0] for row in cursor.fetchall()}.difference(KEPT_TABLES, but)
            cursor.execute("SET FOREIGN_KEY_CHECKS = 0")
            for table in sorted(tables):
                cursor.execute(f"TRUNCATE TABLE `{table}`")
