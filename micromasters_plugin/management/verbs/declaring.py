"""How a family of verbs declares one: name, what it does, and the function that does it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

#: What ``add_subparsers`` returned: argparse keeps its type to itself.
Verbs = Any

#: Called with the command (for its streams) and the parsed options.
Handler = Callable[..., None]


def declare(
    verbs: Verbs, name: str, handler: Handler | None, text: str, *, examples: str = ""
) -> argparse.ArgumentParser:
    """Add the verb ``name`` with its help ``text``; returns its parser, for arguments of its own.

    ``handler`` is None for a verb that only has verbs of its own. ``examples`` end its help, as they stand.
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
