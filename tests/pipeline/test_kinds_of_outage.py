"""Test that some classes of errors can mean an outage, and that other classes concern one learner's data."""

from __future__ import annotations

import socket

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, ProgrammingError

from micromasters_plugin.exceptions import PlatformOutageError
from micromasters_plugin.pipeline.outages import kind_of_outage


class DriverDatabaseError(Exception):
    """An error of the database driver."""


DriverDatabaseError.__name__ = "DatabaseError"


def raised_from(error: Exception, cause: Exception) -> Exception:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError(1205), "database"),
        (ProgrammingError("no such table"), "database"),
        (InterfaceError("closed"), "database"),
        (DriverDatabaseError(), "database"),
        (ConnectionResetError(), "socket"),
        (socket.gaierror(), "socket"),
        (TimeoutError(), "time-out"),
        (raised_from(RuntimeError(), OperationalError()), "database"),
        (raised_from(PlatformOutageError(), ConnectionError()), "socket"),
        (raised_from(ValueError(), OperationalError()), None),
        (DataError("too long"), None),
        (IntegrityError(), None),
        (KeyError(), None),
        (UnicodeDecodeError("utf-8", b"", 0, 1, ""), None),
        (RuntimeError(), None),
    ],
)
def test_the_class_of_an_error_or_of_its_cause_decides_the_kind_of_outage(error: Exception, kind: str | None) -> None:
    assert kind_of_outage(error) == kind
