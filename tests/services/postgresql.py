"""Run a private PostgreSQL with one database, which has the project's migrated tables."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path
from typing import IO, Any

import psycopg

from tests.services.processes import run_module
from tests.services.server import PrivateServer

DATABASE = "micromasters"
SUPERUSER = "postgres"


class PrivatePostgreSQL(PrivateServer):
    """The superuser signs in over TCP without a password. Only this machine can connect.

    PostgreSQL refuses to run as root. If the tests run as root, the server runs as Debian's user ``postgres``, in a
    folder of this user.
    """

    stop_signal = signal.SIGINT  # SIGTERM would wait until all clients leave

    def __init__(self, program: str, directory: Path):
        super().__init__(program, directory)
        self.data = Path(tempfile.mkdtemp(prefix="postgresql-"))
        self._owner: dict[str, Any] = {"cwd": self.data}
        if os.geteuid() == 0:
            shutil.chown(self.data, SUPERUSER, SUPERUSER)
            self._owner |= {"user": SUPERUSER, "group": SUPERUSER, "extra_groups": []}

    @property
    def url(self) -> str:
        """The URL of the database, in the form of ``MICROMASTERS_TEST_DB``."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{DATABASE}"

    def install(self) -> None:
        """Create the server's own tables."""
        options = (f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
        subprocess.run(
            [Path(self.program).with_name("initdb"), *options, self.data],
            check=True,
            capture_output=True,
            **self._owner,
        )

    def uninstall(self) -> None:
        """Remove the files of the stopped server."""
        shutil.rmtree(self.data)

    def command(self) -> list[str]:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.data,
            # Written data survives a killed server, which is the only crash that a test can cause.
            "fsync": "off",
        }
        return [self.program, "-D", str(self.data), *(f"--{name}={value}" for name, value in settings.items())]

    def popen(self, log: IO[bytes]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._owner)

    def is_ready(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self, database: str = SUPERUSER) -> psycopg.Connection:
        """Open a connection in autocommit mode without Django."""
        return psycopg.connect(host="127.0.0.1", port=self.port, user=SUPERUSER, dbname=database, autocommit=True)

    def migrate(self) -> None:
        """Create the database and apply every migration."""
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}")
        run_module("django", "migrate", "--verbosity", "0", database_url=self.url)

    def empty(self) -> None:
        """Delete every row of the package, so that a test starts as on a fresh site."""
        with self.connect(DATABASE) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'micromasters%'")
            names = ", ".join(f'"{name}"' for (name,) in tables)
            connection.execute(f"TRUNCATE {names}, auth_group RESTART IDENTITY CASCADE")
