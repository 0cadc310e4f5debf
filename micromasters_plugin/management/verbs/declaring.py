"""Declare a verb: its name, its help and its function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

#: The result of ``add_subparsers``, whose type argparse keeps private.
Verbs = Any

#: Called with the command (for its streams) and the parsed options.
Handler = Callable[..., None]


def declare(
    verbs: Verbs, name: str, handler: Handler | None, text: str, *, examples: str = ""
) -> argparse.ArgumentParser:
    """Add the verb ``name`` with its help ``text``; return its parser, for arguments of its own.

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
