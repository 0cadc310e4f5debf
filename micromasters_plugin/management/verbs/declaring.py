"""Declare a verb: its name, its help and its function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

#: The type of the result of ``add_subparsers``, which is private in argparse.
Verbs = Any

#: A verb's function. It gets the command (for its streams) and the parsed options.
Handler = Callable[..., None]


def declare(
    verbs: Verbs, name: str, handler: Handler | None, text: str, *, examples: str = ""
) -> argparse.ArgumentParser:
    """Add the verb ``name`` with the help ``text``; return its parser, so that the caller can add arguments.

    ``handler`` is None for a verb that only groups other verbs. The help ends with ``examples``, unchanged.
    """
    parser: argparse.ArgumentParser = verbs.add_parser(
        name,
        help=text,
        description=text,
        epilog=examples,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if handler is not None:
        parser.set_defaults(handler=handler)
    return parser
