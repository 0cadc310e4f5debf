"""Test that a transaction is retried after a deadlock, but not after another error."""

from __future__ import annotations

import sqlite3

import pytest
from django.db import DatabaseError, DataError, OperationalError

from micromasters_plugin.database.retrying import TRIES, retry_after_deadlock


class DriverError(Exception):
    """The error of a PostgreSQL driver.

    In psycopg 3 the state is called ``sqlstate``, and in psycopg2 it is called ``pgcode``.
    """

    def __init__(self, **states: str | None):
        super().__init__("a state, not a number")
        for name, state in states.items():
            setattr(self, name, state)


def sqlite_error(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as the driver says it")
    error.sqlite_errorcode = code
    return error


def wrapped(driver: Exception, *args: object, kind: type[DatabaseError] = OperationalError) -> DatabaseError:
    """Return the error as Django raises it."""
    error = kind(*(args or driver.args))
    error.__cause__ = driver
    return error


def tries_of(error: Exception) -> int:
    tries = 0

    @retry_after_deadlock
    def fail() -> None:
        nonlocal tries
        tries += 1
        raise error

    with pytest.raises(type(error)):
        fail()
    return tries


CONFLICTS = {
    "MySQL: deadlock": wrapped(Exception(), 1213, "Deadlock found when trying to get lock"),
    "MySQL: lock wait": wrapped(Exception(), 1205, "Lock wait timeout exceeded"),
    "PostgreSQL: deadlock": wrapped(DriverError(sqlstate="40P01")),
    "PostgreSQL: serialization": wrapped(DriverError(sqlstate="40001")),
    "PostgreSQL: lock not available, psycopg2": wrapped(DriverError(pgcode="55P03")),
    "SQLite: busy": wrapped(sqlite_error(5)),
    "SQLite: locked, shared cache": wrapped(sqlite_error(262)),
    "SQLite: busy snapshot": wrapped(sqlite_error(517)),
}

OTHERS = {
    "MySQL: gone away": wrapped(Exception(), 2006, "Server has gone away"),
    "MySQL: unknown column": wrapped(Exception(), 1054, "Unknown column"),
    "MySQL: table is full": wrapped(Exception(), 1114, "The table is full"),
    "PostgreSQL: connection": wrapped(DriverError(sqlstate=None)),
    "PostgreSQL: undefined table": wrapped(DriverError(sqlstate="42P01")),
    "SQLite: no such table": wrapped(sqlite_error(1)),
    "SQLite: disk full": wrapped(sqlite_error(13)),
    "without a word": wrapped(Exception()),
    "too long": wrapped(Exception(), 1406, "Data too long", kind=DataError),
    "not the database's": ValueError(1213),
}


@pytest.mark.parametrize("error", CONFLICTS.values(), ids=CONFLICTS)
def test_a_lock_conflict_is_retried(error: DatabaseError) -> None:
    assert tries_of(error) == TRIES


@pytest.mark.parametrize("error", OTHERS.values(), ids=OTHERS)
def test_another_error_is_not_retried(error: Exception) -> None:
    assert tries_of(error) == 1


def test_a_success_at_the_second_try_is_a_success() -> None:
    errors = [CONFLICTS["MySQL: deadlock"]]

    @retry_after_deadlock
    def succeed(number: int) -> int:
        if errors:
            raise errors.pop()
        return number

    assert succeed(7) == 7


def test_a_locked_sqlite_database_is_a_lock_conflict(tmp_path) -> None:
    path = tmp_path / "database"
    with sqlite3.connect(path) as first, sqlite3.connect(path, timeout=0) as second:
        first.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as locked:
            second.execute("CREATE TABLE x (y)")
    first.close()
    second.close()
    assert tries_of(wrapped(locked.value)) == TRIES
