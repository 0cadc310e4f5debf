"""List every error class of the package, and let functions of the API raise these errors."""

from __future__ import annotations

import inspect

import pytest

from micromasters_plugin import api, exceptions
from micromasters_plugin.exceptions import MicromastersError

KINDS = [
    kind
    for kind in vars(exceptions).values()
    if inspect.isclass(kind) and issubclass(kind, MicromastersError) and kind.__module__ == exceptions.__name__
]

#: The text of an error that only staff may see.
FOR_STAFF = "told to staff"


def make_api_raise(monkeypatch: pytest.MonkeyPatch, name: str, kind: type[MicromastersError]) -> None:
    """Replace a function of the API until the test ends, by a function that raises an error of the given class."""
    error: MicromastersError
    if kind in (exceptions.DefinitionError, exceptions.ExamFileError):
        error = kind([])
    elif kind is exceptions.RebindError:
        error = exceptions.RebindError(14, agreed=None, advice=FOR_STAFF)
    else:
        error = kind(FOR_STAFF)

    def raise_it(*args: object, **named: object) -> None:
        raise error

    monkeypatch.setattr(api, name, raise_it)
