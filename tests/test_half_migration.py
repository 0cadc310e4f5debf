"""Test the error message after a migration is killed halfway, and the repair.

MariaDB rolls back no part of a migration.

The test follows docs/how-to/when-something-breaks.rst on a private server.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pymysql
import pytest

from tests.needs import REPOSITORY
from tests.services.mariadb import DATABASE, PrivateMariaDB

HALF = "half_migrated"
#: The codes of errors about a table, column, key, constraint or foreign key that exists already.
THERE_ALREADY = {1050, 1060, 1061, 1826, 1005}
NEXT_NUMBER = re.compile(r" AUTO_INCREMENT=\d+")
#: The migration is killed when this number of the package's tables exists: at the start, in the middle or near the end.
PLACES = (1, 9, 15)


class Site:
    """A host with a database on the private server."""

    def __init__(self, server: PrivateMariaDB):
        self.server = server
        self.environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "MICROMASTERS_TEST_DB": server.url.removesuffix(DATABASE) + HALF,
        }

    def start(self, *command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "django", *command],
            cwd=REPOSITORY,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *command: str) -> tuple[int, str]:
        child = self.start(*command)
        output, _ = child.communicate(timeout=120)
        return child.returncode, output

    def tables(self, database: str = HALF) -> dict[str, str]:
        """Return the CREATE statement of each of the package's tables."""
        with self.server.connect(database) as connection, connection.cursor() as cursor:
            cursor.execute(r"SHOW TABLES LIKE 'micromasters\_%'")
            made = {}
            for (name,) in cursor.fetchall():
                cursor.execute(f"SHOW CREATE TABLE `{name}`")
                made[name] = _in_order(cursor.fetchone()[1])
            return made

    def kill_migration_at(self, tables: int) -> None:
        """Start ``migrate``, and kill the process when ``tables`` tables exist."""
        child = self.start("migrate", "micromasters")
        with self.server.connect(HALF) as connection, connection.cursor() as cursor:
            while cursor.execute(r"SHOW TABLES LIKE 'micromasters\_%'") < tables:
                assert child.poll() is None, child.communicate()[0]
                time.sleep(0.001)
        child.send_signal(signal.SIGKILL)
        child.communicate()

    def carry_out_again(self, migration: str) -> None:
        """Run the statements of ``sqlmigrate`` like ``mysql --force``, and raise unexpected errors."""
        status, sql = self.run("sqlmigrate", "micromasters", migration)
        assert status == 0, sql
        with self.server.connect(HALF) as connection, connection.cursor() as cursor:
            for statement in filter(None, map(_without_comments, sql.split(";\n"))):
                try:
                    cursor.execute(statement)
                except pymysql.MySQLError as error:
                    if error.args[0] not in THERE_ALREADY:
                        raise


def _without_comments(statement: str) -> str:
    return "\n".join(line for line in statement.splitlines() if not line.startswith("--")).strip()


def _in_order(made: str) -> str:
    """Sort the lines and remove the next automatic id, because this id and the order of the lines do not matter."""
    return "\n".join(sorted(line.rstrip(",") for line in NEXT_NUMBER.sub("", made).splitlines()))


@pytest.fixture
def site(migrated_mariadb: PrivateMariaDB) -> Iterator[Site]:
    with migrated_mariadb.connect() as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {HALF} CHARACTER SET utf8mb4")
        site = Site(migrated_mariadb)
        status, output = site.run("migrate", "auth")
        assert status == 0, output
        yield site
        cursor.execute(f"DROP DATABASE {HALF}")


@pytest.mark.alone  # the kill must happen before the migration ends
@pytest.mark.parametrize("tables", PLACES)
def test_a_migration_killed_half_way_is_named_and_mended_without_a_backup(site: Site, tables: int) -> None:
    site.kill_migration_at(tables)
    assert tables <= len(site.tables()) < len(site.tables(DATABASE))

    status, output = site.run("migrate", "micromasters")
    assert status == 1 and "already exists" in output
    status, output = site.run("micromasters", "doctor")
    assert status == 1 and "tables_half_there" in output and "recorded as applied: no migration" in output
    assert "check_broke" not in output

    site.carry_out_again("0001_initial")
    assert site.run("migrate", "micromasters", "0001_initial", "--fake")[0] == 0
    assert site.tables() == site.tables(DATABASE)
    assert "tables_" not in site.run("micromasters", "doctor")[1]
