"""Fixtures for the services: one server per session, one empty migrated database per test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import needs
from tests.services.mariadb import PrivateMariaDB
from tests.services.postgresql import PrivatePostgreSQL
from tests.services.processes import run_module
from tests.services.redis import PrivateRedis


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every migration applied, for tests to copy."""
    file = tmp_path_factory.mktemp("sqlite") / "empty"
    run_module("django", "migrate", "--verbosity", "0", database_url=f"sqlite://{file}")
    return file


@pytest.fixture(scope="session")
def migrated_mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateMariaDB]:
    """A running server with every migration applied; tests use ``mariadb``, which empties it first."""
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
    """The private MariaDB with empty tables. A test that kills the server restarts it."""
    migrated_mariadb.empty()
    return migrated_mariadb


@pytest.fixture
def mariadb_process(mariadb: PrivateMariaDB) -> Callable[..., str]:
    """Run a module on MariaDB, as in ``mariadb_process("tests.some.script", "arg")``; return its standard output."""
    return lambda module, *args: run_module(module, *args, database_url=mariadb.url)


@pytest.fixture(scope="session")
def migrated_postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivatePostgreSQL]:
    """A running PostgreSQL with every migration applied; tests use ``postgresql_process``."""
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
    return lambda module, *args: run_module(module, *args, database_url=migrated_postgresql.url)


@pytest.fixture(scope="session")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PrivateRedis]:
    """The private Redis. A test that stops the server restarts it."""
    server = PrivateRedis(needs.REDIS.require(), tmp_path_factory.mktemp("redis"))
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def redis_url(redis_server: PrivateRedis) -> str:
    """The address of the private broker."""
    return redis_server.url
