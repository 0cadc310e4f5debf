"""Read the HTTP status and the exit status of each error from ``micromasters_plugin.answers``."""

from __future__ import annotations

from inspect import getdoc

from code_reference.tables import table
from micromasters_plugin.answers import ANSWERS


def render() -> str:
    """Return a table with the code, class, cause, HTTP status and exit status of each error."""
    rows = (
        (
            f"``{kind.code}``",
            f"``{kind.__name__}``",
            (getdoc(kind) or "").partition("\n\n")[0],
            f"{answer.http.value} {answer.http.phrase}",
            str(answer.exit_status),
        )
        for kind, answer in ANSWERS.items()
    )
    return table(("Code", "Error", "What happened", "HTTP", "Exit"), rows)
