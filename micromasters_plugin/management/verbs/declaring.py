"""Declare a verb with a name, a help text and a function."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

#: ``add_subparsers`` returns this type, which is private in argparse.
Verbs = Any

#: A verb's function takes the command and the parsed options. The command has the streams for output.
Handler = Callable[..., None]


def declare(
    verbs: Verbs, name: str, handler: Handler | None, text: str, *, examples: str = ""
) -> argparse.ArgumentParser:
    """Add the verb ``name`` with the help ``text``. Return the verb's parser, so that the caller can add arguments.

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
