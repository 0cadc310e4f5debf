"""Define fixtures for the services: a server for each session, and an empty migrated database for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests import needs
from tests.services.mariadb import PrivateMariaDB
from tests.services.postgresql import PrivatePostgreSQL
from tests.services.processes import run_module
from tests.services.redis import PrivateRedis


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Create a database file with every migration applied. Tests copy this file."""
    file = tmp_path_factory.mktemp("sqlite") / "empty"
    run_module("django", "migrate", "--verbosity", "0", database_url=f"sqlite://{file}")
    return file


@pytest.fixture(scope="session")
def migrated_mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateMariaDB]:
    """Start a server with every migration applied.

    Tests use the fixture ``mariadb``, which empties the server's database first.
    """
    server = PrivateMariaDB(needs.MARIADB.require(), tmp_path_factory.mktemp("mariadb"))
    server.install()
    server.start()
    try:
        server.migrate()
        yield server
    finally:
        server.stop()


@pytest.fixture
def mariadb(migrated_mariadb: PrivateMariaDB) -> PrivateMariaDB:
    """Return the private MariaDB with empty tables. A test that kills the server also restarts it."""
    migrated_mariadb.empty()
    return migrated_mariadb


@pytest.fixture
def mariadb_process(mariadb: PrivateMariaDB) -> Callable[..., str]:
    """Return a function that runs a module on MariaDB, as in ``mariadb_process("tests.script", "argument")``."""
    return partial(run_module, database_url=mariadb.url)


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgreSQL]:
    """Start PostgreSQL with every migration applied. Tests use ``postgresql_process``."""
    server = PrivatePostgreSQL(needs.POSTGRESQL.require(), tmp_path_factory.mktemp("postgresql"))
    try:
        server.install()
        server.start()
        server.migrate()
        yield server
    finally:
        server.stop()
        server.uninstall()


@pytest.fixture
def postgresql_process(migrated_postgresql: PrivatePostgreSQL) -> Callable[..., str]:
    """Run a module as ``mariadb_process`` does, on PostgreSQL with empty tables."""
    migrated_postgresql.empty()
    return partial(run_module, database_url=migrated_postgresql.url)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateRedis]:
    """Return the private Redis. A test that stops the server also restarts it."""
    server = PrivateRedis(needs.REDIS.require(), tmp_path_factory.mktemp("redis"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def redis_url(redis_server: PrivateRedis) -> str:
    """Return the address of the private broker."""
    return redis_server.url
